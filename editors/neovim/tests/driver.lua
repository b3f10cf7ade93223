-- Plays a user in headless Neovim: types keys, waits, reads the screen, and counts what was as expected.
--
-- The script is a coroutine that timers resume. Between two of its steps Neovim's own main loop runs, so
-- typed keys, Insert mode and the popup menu work as they do for a person; `vim.wait()` would serve the
-- language client but never take a key.
local M = {}

-- The most that anything may take, in milliseconds. A slow machine under load is no failure.
M.PATIENCE = 60000

local script
local passed, failed = 0, 0

-- Headless Neovim prints its messages on standard output and standard error. What the script says goes
-- to a third place, which `headless` in sandbox.bash opens, so that the two do not mix.
function M.say(line)
  vim.uv.fs_write(3, line .. '\n')
end

function M.pause(ms)
  vim.defer_fn(function()
    assert(coroutine.resume(script))
  end, ms)
  coroutine.yield()
end

-- Waits until `condition` returns something true, and returns that.
function M.wait(what, condition)
  local started = vim.uv.hrtime()
  while true do
    local result = condition()
    if result then
      return result
    end
    if vim.uv.hrtime() - started > M.PATIENCE * 1e6 then
      error(('waited in vain for %s; the screen:\n%s'):format(what, table.concat(M.screen(), '\n')), 2)
    end
    M.pause(20)
  end
end

-- Waits for what a check behind it is about: where it never holds, that check says what there is instead.
function M.settle(condition)
  pcall(M.wait, 'it', condition)
end

-- Waits until the server has answered all that it was asked by this method, and what comes of that is shown.
function M.answered(method)
  M.wait('the answer to ' .. method, function()
    for _, client in ipairs(vim.lsp.get_clients()) do
      for _, request in pairs(client.requests) do
        if request.type == 'pending' and request.method == method then
          return false
        end
      end
    end
    return true
  end)
end

-- Types keys, `<C-x>` for Control and x, and waits until Neovim has taken them.
function M.type(keys)
  vim.api.nvim_input(keys)
  M.pause(20)
end

-- Types letter by letter at the pace of a person.
function M.type_slowly(letters)
  for _, letter in ipairs(vim.fn.split(letters, '\\zs')) do
    M.type(letter)
    M.pause(100)
  end
end

-- Types letter by letter while the menu is open, each when the server has answered the one before. Neovim asks it at each
-- letter only while the menu is there, and shows no answer that came after the next letter.
function M.type_asking(letters)
  local answers = 0
  local watch = vim.api.nvim_create_autocmd('LspRequest', {
    callback = function(event)
      local request = event.data.request
      if request.method == 'textDocument/completion' and request.type == 'complete' then
        answers = answers + 1
      end
    end,
  })
  for _, letter in ipairs(vim.fn.split(letters, '\\zs')) do
    local before = answers
    M.type(letter)
    M.wait('the answer to ' .. letter, function()
      return answers > before and vim.fn.pumvisible() == 1
    end)
  end
  vim.api.nvim_del_autocmd(watch)
end

function M.normal_mode()
  M.type('<Esc>')
  M.wait('Normal mode', function()
    return vim.api.nvim_get_mode().mode == 'n'
  end)
end

-- The lines of a part of the screen, as drawn: floating windows and the popup menu included.
function M.screen(top, left, height, width)
  vim.cmd.redraw()
  local lines = {}
  for row = top or 1, (top or 1) + (height or vim.o.lines) - 1 do
    local cells = {}
    for column = left or 1, (left or 1) + (width or vim.o.columns) - 1 do
      table.insert(cells, vim.fn.screenstring(row, column))
    end
    table.insert(lines, (table.concat(cells):gsub('%s+$', '')))
  end
  return lines
end

-- The first floating window, if there is one.
function M.float()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      return window
    end
  end
end

-- Waits for a floating window; returns it and what the screen shows in it, without its border.
function M.hover()
  local window = M.wait('a floating window', M.float)
  -- It gets its last place some time after it was made.
  M.pause(200)
  vim.cmd.redraw()
  local place = vim.fn.screenpos(window, 1, 1)
  local height, width = vim.api.nvim_win_get_height(window), vim.api.nvim_win_get_width(window)
  return window, M.screen(place.row, place.col, height, width)
end

-- What the screen shows in the popup menu.
function M.menu_text()
  local place = vim.fn.pum_getpos()
  return M.screen(place.row + 1, place.col + 1, place.height, place.width)
end

-- Waits for the popup menu and returns what its items show first, in their order.
function M.menu()
  M.wait('the popup menu', function()
    return vim.fn.pumvisible() == 1
  end)
  return vim.tbl_map(function(item)
    return item.abbr
  end, vim.fn.complete_info({ 'items' }).items)
end

-- Takes the selected item and waits until the line under the cursor is `expected`; returns the line.
function M.accept(expected)
  M.type('<C-y>')
  -- What the client puts in after it asked the server comes later.
  M.settle(function()
    return vim.api.nvim_get_current_line() == expected and vim.fn.pumvisible() == 0
  end)
  -- Whatever else would be put in shows now.
  M.pause(150)
  return vim.api.nvim_get_current_line()
end

function M.open(path)
  -- `:edit` of the file that is shown already would read it anew.
  if vim.api.nvim_buf_get_name(0) ~= path then
    vim.cmd.edit(vim.fn.fnameescape(path))
  end
  return vim.api.nvim_get_current_buf()
end

-- The client of a buffer, once it is ready.
function M.client(buffer)
  return M.wait('the server to attach', function()
    local client = vim.lsp.get_clients({ bufnr = buffer, name = 'paper_notes' })[1]
    return client and client.initialized and client
  end)
end

-- The number of the first line that holds `text`, and the place of the text in it, as a cursor has them.
function M.find(buffer, text)
  for row, line in ipairs(vim.api.nvim_buf_get_lines(buffer, 0, -1, true)) do
    local at = line:find(text, 1, true)
    if at then
      return { row, at - 1 }
    end
  end
  error(('%q is not in %s'):format(text, vim.api.nvim_buf_get_name(buffer)), 2)
end

-- Puts the cursor on the last byte of the first `text`, which is the character before it where a
-- reference has its number.
function M.go_to(text)
  local row, column = unpack(M.find(0, text))
  vim.api.nvim_win_set_cursor(0, { row, column + #text - 1 })
end

-- All bytes that would be written.
function M.text(buffer)
  local break_ = vim.bo[buffer].fileformat == 'dos' and '\r\n' or '\n'
  local text = table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, true), break_)
  return vim.bo[buffer].endofline and text .. break_ or text
end

function M.read(path)
  local file = assert(io.open(path, 'rb'))
  local text = file:read('a')
  file:close()
  return text
end

function M.write(path, text)
  local file = assert(io.open(path, 'wb'))
  file:write(text)
  file:close()
end

-- The diagnostics of a buffer as `line:column severity code`, in the order of the text.
function M.diagnostics(buffer, code)
  local found = vim.diagnostic.get(buffer)
  table.sort(found, function(a, b)
    return a.lnum < b.lnum or (a.lnum == b.lnum and a.col < b.col)
  end)
  local lines = {}
  for _, diagnostic in ipairs(found) do
    if not code or diagnostic.code == code then
      local severity = vim.diagnostic.severity[diagnostic.severity]
      table.insert(lines, ('%d:%d %s %s'):format(diagnostic.lnum + 1, diagnostic.col + 1, severity, diagnostic.code))
    end
  end
  return lines
end

function M.count(ok)
  passed, failed = passed + (ok and 1 or 0), failed + (ok and 0 or 1)
end

function M.check(name, ok, got)
  M.count(ok)
  if ok then
    M.say('ok    ' .. name)
  else
    M.say('FAIL  ' .. name)
    M.say('      got ' .. (type(got) == 'string' and got or vim.inspect(got)))
  end
  return ok
end

-- Checks that two values are equal; long texts are shown from where they begin to differ.
function M.equal(name, got, expected)
  local ok = vim.deep_equal(got, expected)
  local shown = got
  if not ok and type(got) == 'string' and type(expected) == 'string' then
    local at = 1
    while got:byte(at) == expected:byte(at) do
      at = at + 1
    end
    local from = math.max(1, at - 40)
    local cut = function(text)
      return vim.inspect(text:sub(from, at + 120))
    end
    shown = ('%s\n expected %s\n      (from byte %d on)'):format(cut(got), cut(expected), from)
  elseif not ok then
    shown = vim.inspect(got) .. '\n expected ' .. vim.inspect(expected)
  end
  return M.check(name, ok, shown)
end

function M.has(name, got, part)
  got = type(got) == 'table' and table.concat(got, '\n') or got
  return M.check(name, got and got:find(part, 1, true), ('no %q in\n%s'):format(part, tostring(got)))
end

-- Undoes what was done since the buffer had the text `before`. One `u` takes back a whole insertion, but
-- an accepted completion may be one of its own.
function M.take_back(before, what)
  for _ = 1, 9 do
    if M.text(0) ~= before then
      M.type('u')
    end
  end
  assert(M.text(0) == before, 'undo did not restore the page after ' .. what)
end

-- Types `typed` on a line that `open_line` opens, with `complete_key` behind it, takes the first item, and
-- takes all that back. Returns what was offered, what the line became, and what the menu showed.
function M.complete(open_line, typed, complete_key, expected)
  local before = M.text(0)
  M.type(open_line)
  M.type_slowly(typed)
  M.type(complete_key)
  -- The menu that is there before may be for what was typed before.
  M.answered('textDocument/completion')
  local menu = M.menu()
  local shown = M.menu_text()
  local line = M.accept(expected)
  M.normal_mode()
  M.take_back(before, typed)
  return menu, line, shown
end

-- Makes the fix at the cursor that nearly everyone wants.
function M.preferred_fix()
  vim.lsp.buf.code_action({
    apply = true,
    filter = function(action)
      return action.isPreferred
    end,
  })
end

-- Runs a script and leaves Neovim: with 0 where all went well, else with 1. `finish` gets the numbers of
-- checks that passed and failed, and says so.
function M.play(main, finish)
  script = coroutine.create(function()
    local ok, problem = xpcall(main, debug.traceback)
    if not ok then
      failed = failed + 1
      M.say('FAIL  ' .. problem)
    end
    finish(passed, failed)
    if failed == 0 then
      vim.cmd('qall!')
    else
      vim.cmd('cquit 1')
    end
  end)
  vim.schedule(function()
    assert(coroutine.resume(script))
  end)
end

return M
