-- Finding entries, by words or number or who refers to them, with `vim.ui.select`, which is what the person has
-- made of it.
local client = require('paper_notes.client')
local say = require('paper_notes.say')
local M = {}

-- What a symbol of the server says: in a search its name begins with the number, and `detail` holds it wherever the
-- entry has one.
local function entry_of(symbol)
  local detail = symbol.containerName or ''
  local number = detail:match('#(%d+)')
  local name = symbol.name
  if number and vim.startswith(name, number .. '  ') then
    name = name:sub(#number + 3)
  end
  -- Author, venue, perhaps the file: the number stands in front.
  local about = vim.tbl_filter(function(part)
    return part ~= '#' .. (number or '')
  end, vim.split(detail, ' · ', { plain = true }))
  return {
    number = number,
    name = name,
    about = table.concat(about, ' · '),
    uri = symbol.location.uri,
    range = symbol.location.range,
  }
end

-- An entry in one line of a list.
function M.line(entry)
  local parts = { entry.number or '–', entry.name }
  if entry.about ~= '' then
    table.insert(parts, '— ' .. entry.about)
  end
  return table.concat(parts, '  ')
end

-- Lets the person choose one of `entries`, and opens it. `is_only` opens the only one there is.
local function choose(server, entries, prompt, is_only)
  local function open(entry)
    if entry then
      client.open(server, entry.uri, entry.range)
    end
  end
  if is_only and #entries == 1 then
    return open(entries[1])
  end
  vim.ui.select(entries, { prompt = prompt, format_item = M.line, kind = 'paper_notes' }, open)
end

local function ask(english, japanese, go_on)
  vim.ui.input({ prompt = say.say(english, japanese) }, function(text)
    if text and vim.trim(text) ~= '' then
      go_on(vim.trim(text))
    end
  end)
end

-- The entries that have all of these words.
function M.by_words(words)
  local server = client.get()
  if not server then
    return
  end
  if words == '' then
    return ask('Words, #tags or a number: ', '語、#タグ、番号: ', M.by_words)
  end
  client.request(server, 'workspace/symbol', { query = words }, function(symbols)
    local entries = vim.tbl_map(entry_of, symbols or {})
    if #entries == 0 then
      return say.notify(vim.log.levels.INFO, 'no entry has all of: %s', '「%s」に合うノートはありません', say.short(words))
    end
    choose(server, entries, say.say('Entries with %s: %d', '「%s」のノート: %d 件', words, #entries), true)
  end)
end

local function by_number(server, number)
  number = number:match('^[#・]?(%d+)$')
  if not number then
    return say.notify(vim.log.levels.ERROR, 'a number is digits alone', '番号は数字だけです')
  end
  client.request(server, 'workspace/symbol', { query = '#' .. number }, function(symbols)
    for _, symbol in ipairs(symbols or {}) do
      local entry = entry_of(symbol)
      if entry.number == number then
        return client.open(server, entry.uri, entry.range)
      end
    end
    say.notify(vim.log.levels.INFO, 'no entry has the number %s', '番号 %s のノートはありません', number)
  end)
end

-- The entry with a number; without one that of the reference at the cursor, else the person is asked for one.
function M.by_number(number)
  local server = client.get()
  if not server then
    return
  end
  if number ~= '' then
    return by_number(server, number)
  end
  local function asked()
    ask('Number: ', '番号: ', function(text)
      by_number(server, text)
    end)
  end
  if not vim.lsp.buf_is_attached(0, server.id) then
    return asked()
  end
  local uri, position = client.position(server)
  local params = { textDocument = { uri = uri }, position = position }
  client.request(server, 'textDocument/definition', params, function(found)
    local place = found and (found[1] or found.uri and found)
    if not place then
      return asked()
    end
    client.open(server, place.uri or place.targetUri, place.range or place.targetSelectionRange)
  end)
end

-- The numbers that begin as `lead` does, for the command line, which cannot wait.
function M.numbers(lead)
  local server = vim.lsp.get_clients({ name = 'paper_notes' })[1]
  local query = lead:match('^[#・]?(%d*)$')
  local answer = server and query and server:request_sync('workspace/symbol', { query = query }, 500)
  local numbers = {}
  for _, symbol in ipairs(answer and answer.result or {}) do
    local number = entry_of(symbol).number
    if number and vim.startswith(number, query) then
      table.insert(numbers, number)
    end
  end
  return numbers
end

-- The entries that refer to the one at the cursor, or to that which the reference there names. Each opens at
-- its reference.
function M.references()
  local server = client.here()
  if not server then
    return
  end
  local uri, position = client.position(server)
  local params = { textDocument = { uri = uri }, position = position }
  client.request(server, 'textDocument/prepareCallHierarchy', params, function(items)
    local item = items and items[1]
    if not item then
      -- A tag, or nothing.
      return vim.lsp.buf.references({ includeDeclaration = false })
    end
    client.request(server, 'callHierarchy/incomingCalls', { item = item }, function(calls)
      local entries = vim.tbl_map(function(call)
        local from = call.from
        local symbol = { name = from.name, containerName = from.detail, location = { uri = from.uri, range = call.fromRanges[1] } }
        return entry_of(symbol)
      end, calls or {})
      if #entries == 0 then
        return say.notify(vim.log.levels.INFO, 'no entry refers to: %s', '「%s」の参照元はありません', say.short(item.name))
      end
      choose(server, entries, say.say('Referring to %s: %d', '「%s」を参照: %d 件', item.name, #entries), false)
    end)
  end)
end

return M
