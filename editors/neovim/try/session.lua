-- What `editors/try` plays where there is no terminal: a user's session in Neovim, printed as the screen
-- showed it. Every step is checked; one that showed something else fails the session.
local here = vim.fs.dirname(vim.fs.abspath(debug.getinfo(1, 'S').source:sub(2)))
package.path = vim.fs.dirname(here) .. '/tests/?.lua;' .. package.path
local t = require('driver')
local notes = vim.uv.fs_realpath(vim.env.SANDBOX .. '/notes') .. '/'

vim.o.columns, vim.o.lines = 110, 50

local function heading(text)
  t.say('')
  t.say(text)
  t.say(('─'):rep(vim.fn.strdisplaywidth(text)))
end

-- A part of the screen, set off from what is said about it.
local function show(lines)
  lines = vim.deepcopy(lines)
  while lines[#lines] == '' do
    table.remove(lines)
  end
  for _, line in ipairs(lines) do
    t.say(line == '' and '  │' or '  │ ' .. line)
  end
end

local function expect(what, ok)
  t.count(ok)
  t.say((ok and '  ✓ ' or '  ✗ NOT: ') .. what)
end

local function holds(lines, part)
  return table.concat(lines, '\n'):find(part, 1, true) ~= nil
end

local function hover()
  heading('K on the reference ・2094 in reading.txt')
  t.go_to('・2094')
  t.type('K')
  local window, text = t.hover()
  show(text)
  expect('the number is explained: it is the paper on Magpie', holds(text, 'Magpie: Alignment Data Synthesis'))
  vim.api.nvim_win_close(window, true)
end

-- Types on a new line and takes the first item once the menu is as wanted.
local function complete(typed, wanted, expected)
  heading(('Typing %s on a new line'):format(typed))
  local before = t.text(0)
  t.go_to('・2094')
  t.type('o')
  t.type_slowly(typed)
  t.wait('the menu to show ' .. wanted, function()
    return vim.fn.pumvisible() == 1 and vim.startswith(t.menu()[1] or '', wanted)
  end)
  t.pause(200)
  local menu = t.menu_text()
  show(menu)
  expect(('the menu offers %s'):format(wanted), holds({ menu[1] }, wanted))
  local line = t.accept(expected)
  expect(('CTRL-Y puts it in: the line is now %s'):format(line), line == expected)
  t.normal_mode()
  t.take_back(before, typed)
end

local NAMES = { 'error', 'warning', 'information', 'hint' }

local FAULTS = {
  'broken-reference', 'duplicate-entry', 'duplicate-number', 'duplicate-number', 'duplicate-tag',
  'invalid-date', 'missing-title', 'self-reference', 'similar-entry', 'tag-spelling', 'unused-ignore',
}

local function warnings()
  local buffer = t.open(notes .. 'wrong.txt')
  t.client(buffer)
  heading('The warnings of wrong.txt, a page that is wrong on purpose')
  t.wait('warnings', function()
    return #vim.diagnostic.get(buffer) > 0
  end)
  local found = vim.diagnostic.get(buffer)
  table.sort(found, function(a, b)
    return a.lnum < b.lnum
  end)
  local codes = {}
  for _, warning in ipairs(found) do
    table.insert(codes, warning.code)
    local place = ('%d:%d'):format(warning.lnum + 1, warning.col + 1)
    t.say(('  │ %-6s %-8s %-17s %s'):format(place, NAMES[warning.severity], warning.code, warning.message))
  end
  table.sort(codes)
  expect(('each fault is found: %d'):format(#found), vim.deep_equal(codes, FAULTS))
end

-- The first lines of the page, cut to the screen.
local function top(count)
  local lines = {}
  for row, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, count, false)) do
    local shown = vim.fn.strcharpart(line, 0, 60)
    table.insert(lines, ('%2d  %s%s'):format(row, shown, shown == line and '' or '…'))
  end
  return lines
end

local function quick_fix()
  heading('The quick fix of the first warning: gra on line 5')
  local before = t.text(0)
  local lines = vim.api.nvim_buf_get_lines(0, 0, -1, true)
  local function copies()
    return #t.diagnostics(0, 'duplicate-entry')
  end
  vim.api.nvim_win_set_cursor(0, { 5, 0 })
  show(top(10))
  local offered
  vim.ui.select = function(items, options, choose)
    offered = vim.tbl_map(options.format_item, items)
    choose(items[1], 1)
  end
  t.type('gra')
  t.wait('the menu of fixes', function()
    return offered
  end)
  for _, title in ipairs(offered) do
    t.say('  → ' .. title)
  end
  t.wait('the fix', function()
    return t.text(0) ~= before
  end)
  show(top(2))
  local expected = vim.list_extend({ lines[1] }, vim.list_slice(lines, 10))
  expect('the copy, lines 2 to 9, is gone and every other line is as it was', vim.deep_equal(vim.api.nvim_buf_get_lines(0, 0, -1, true), expected))
  t.wait('the warning to go', function()
    return copies() == 0
  end)
  expect('so is its warning', copies() == 0)
  t.normal_mode()
  t.type('u')
  t.wait('the warning to come back', function()
    return copies() == 1
  end)
  expect('u brings back the copy and its warning', t.text(0) == before)
end

t.play(function()
  local version = vim.version()
  local number = ('%d.%d.%d'):format(version.major, version.minor, version.patch)
  t.say(('paper-notes-lsp in Neovim %s, on a copy of tests/notes: what a user types and sees.'):format(number))
  t.client(t.open(notes .. 'reading.txt'))
  -- Before the server has read the notes it knows no number.
  t.wait('the notes to be read', function()
    return #vim.diagnostic.get() > 0
  end)
  hover()
  complete('・magp', '2094', '・2094')
  complete('#Lang', 'LanguageModel', '#LanguageModel')
  warnings()
  quick_fix()
end, function(passed, failed)
  t.say('')
  if failed == 0 then
    t.say(('All %d things are as they should be. In a terminal, the same command lets you try them.'):format(passed))
  else
    t.say(('%d of %d things are NOT as they should be.'):format(failed, passed + failed))
  end
end)
