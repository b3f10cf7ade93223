-- `:PaperNotes`: what each of its words does, and how the command line completes them.
local client = require('paper_notes.client')
local say = require('paper_notes.say')
local M = {}

-- Goes on in Insert mode on the empty line where the server has put the cursor: what a person does next is to type the
-- title. Not where the person has gone elsewhere meanwhile.
local function type_title(answer)
  local row = vim.api.nvim_win_get_cursor(0)[1]
  local is_there = answer and vim.uri_from_bufnr(0) == answer.uri and row == answer.position.line + 1
  if is_there and vim.api.nvim_get_current_line() == '' and vim.api.nvim_get_mode().mode == 'n' then
    vim.cmd('startinsert')
  end
end

-- A new entry where the cursor is, or with `!` at the end of the page.
local function new(_, bang)
  local server = client.here()
  if server then
    local uri, position = client.position(server)
    local argument = { uri = uri, position = not bang and position or nil }
    client.execute(server, 'paperNotes.newEntry', argument, type_title)
  end
end

-- All findings of the repository as a list of problems.
local function problems()
  local server = client.get()
  if not server then
    return
  end
  local namespace = vim.lsp.diagnostic.get_namespace(server.id)
  if next(vim.diagnostic.count(nil, { namespace = namespace })) == nil then
    return say.notify(vim.log.levels.INFO, 'nothing is wrong', '問題はありません')
  end
  vim.diagnostic.setqflist({ namespace = namespace, title = say.say('Findings', '指摘') })
end

local function stats()
  local server = client.get()
  if not server then
    return
  end
  client.execute(server, 'paperNotes.stats', vim.empty_dict(), function(counts)
    local lines = {
      say.say(
        '%s of %s',
        '%s、%s',
        say.count(counts.entries, '%d entry', '%d entries', 'ノート %d 件'),
        say.count(counts.papers, '%d paper', '%d papers', '論文 %d 本')
      ),
      say.say('%d with a number', '番号あり %d 本', counts.numbered),
      say.say(
        '%s, %s',
        '%s、%s',
        say.count(counts.references, '%d reference', '%d references', '参照 %d 個'),
        say.count(counts.tags, '%d tag', '%d tags', 'タグ %d 種')
      ),
      say.count(counts.files, 'in %d file', 'in %d files', 'ファイル %d 個'),
    }
    for code, count in vim.spairs(counts.findings) do
      table.insert(lines, ('%4d %s'):format(count, code))
    end
    if not counts.complete then
      table.insert(lines, say.say('Files are still being read.', '読み込み中です。'))
    end
    vim.lsp.util.open_floating_preview(lines, 'text', { focus_id = 'paper_notes_stats' })
  end)
end

-- Opens what the server wrote, at its end: the file that it was told to write to, else Neovim's log.
local function log()
  local cmd = vim.lsp.config.paper_notes.cmd
  local file = vim.lsp.log.get_filename()
  for at, word in ipairs(type(cmd) == 'table' and cmd or {}) do
    file = word == '--log' and cmd[at + 1] or word:match('^%-%-log=(.+)') or file
  end
  vim.cmd('tabedit ' .. vim.fn.fnameescape(file))
  vim.bo.readonly, vim.bo.autoread = true, true
  vim.cmd('normal! G')
end

-- The words, each with what it does to the rest of the line and whether `!` stands there.
local words = {
  find = function(rest)
    require('paper_notes.find').by_words(rest)
  end,
  ['goto'] = function(rest)
    require('paper_notes.find').by_number(rest)
  end,
  graph = function(_, bang)
    local graph = require('paper_notes.graph')
    if bang then
      graph.browse()
    else
      graph.show()
    end
  end,
  health = function()
    vim.cmd('checkhealth paper_notes')
  end,
  log = log,
  new = new,
  problems = problems,
  references = function()
    require('paper_notes.find').references()
  end,
  restart = function()
    require('paper_notes.supervise').restart()
  end,
  stats = stats,
}

-- What takes `!`, which may stand behind the command or the word.
local with_bang = { graph = true, new = true }
-- What takes more than its name.
local with_rest = { find = true, ['goto'] = true }

function M.run(call)
  local word, bang = (call.fargs[1] or 'find'):match('^(.-)(!?)$')
  local rest = vim.trim(call.args:sub(#(call.fargs[1] or '') + 1))
  local is_banged = call.bang or bang == '!'
  local run = words[word]
  if not run or (is_banged and not with_bang[word]) or (rest ~= '' and not with_rest[word]) then
    return say.notify(
      vim.log.levels.ERROR,
      'not so: :PaperNotes %s; see :help :PaperNotes',
      ':PaperNotes %s はありません。:help :PaperNotes',
      say.short(call.args)
    )
  end
  run(rest, is_banged)
end

function M.complete(lead, line)
  local word = line:match('PaperNotes!?%s+(%S+)%s+%S*$')
  if word == 'goto' then
    return require('paper_notes.find').numbers(lead)
  end
  if line:find('PaperNotes!?%s+%S+%s') then
    return {}
  end
  local found = vim.tbl_filter(function(name)
    return vim.startswith(name, lead)
  end, vim.tbl_keys(words))
  table.sort(found)
  return found
end

return M
