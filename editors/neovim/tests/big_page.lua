-- Checks a big, real page: `action_wanted.txt` with its `issues.json`, where entries run on for tens of
-- thousands of characters and many of them are there twice. Started by `run` with NOTES=FOLDER, which
-- made the copy that is edited here.
local t = require('driver')
local page = vim.uv.fs_realpath(vim.env.SANDBOX .. '/notes') .. '/action_wanted.txt'

local function hover()
  t.go_to('・2094')
  t.type('K')
  local window, text = t.hover()
  t.has('K on ・2094 shows Magpie', text, 'Magpie')
  vim.api.nvim_win_close(window, true)
end

-- Types on a line of its own at the end, takes the first item, and takes that back.
local function complete(typed, expected)
  return t.complete('Go', typed, '<C-x><C-o>', expected)
end

local function completion()
  local menu, line = complete('・magp', '・2094')
  t.has('・magp offers Magpie by its number', menu[1], '2094  Magpie')
  t.equal('… and puts it in', line, '・2094')
  menu, line = complete('#Lang', '#LanguageModel')
  t.equal('#Lang offers LanguageModel', menu[1], 'LanguageModel')
  t.equal('… and puts it in', line, '#LanguageModel')
end

-- A copy that begins and ends inside one line: before its title stand its date, its tags and another
-- entry, and behind it the tags and the date of a third.
local function copy_inside_a_line(buffer)
  for _, diagnostic in ipairs(vim.diagnostic.get(buffer)) do
    local line = vim.api.nvim_buf_get_lines(buffer, diagnostic.lnum, diagnostic.lnum + 1, true)[1]
    local before, after = line:sub(1, diagnostic.col), line:sub(diagnostic.end_col + 1)
    if
      diagnostic.code == 'duplicate-entry'
      and vim.tbl_get(diagnostic, '_tags', 'unnecessary')
      and before:find('Issue Date: .* #.-Issue Date: %d+%-%d+%-%d+ $')
      and after:find(' #.-Issue Date: ')
    then
      return diagnostic, line:sub(diagnostic.col + 1, diagnostic.end_col)
    end
  end
end

-- What `after` lacks of `before`, if that is one run of bytes. Where what stands behind the run begins as
-- the run does, it can be said to begin at several places; the answer has all of them that are tags.
local function removed(before, after)
  local from = 1
  while from <= #after and before:byte(from) == after:byte(from) do
    from = from + 1
  end
  local length = #before - #after
  if length <= 0 or before:sub(1, from - 1) .. before:sub(from + length) ~= after then
    return nil
  end
  local found = {}
  while true do
    if before:sub(from, from) == '#' then
      table.insert(found, vim.trim(before:sub(from, from + length - 1)))
    end
    from = from - 1
    if from < 1 or before:byte(from) ~= before:byte(from + length) then
      return found
    end
  end
end

local function count(text, part)
  local found, at = 0, 1
  while true do
    local first, last = text:find(part, at, true)
    if not first then
      return found
    end
    found, at = found + 1, last + 1
  end
end

local function quick_fix(buffer)
  local before = t.text(buffer)
  t.equal('the page in the editor is the file', before, t.read(page))
  local all = t.diagnostics(buffer, 'duplicate-entry')
  t.equal('62 entries are there twice', #all, 62)

  local copy, title = copy_inside_a_line(buffer)
  if not t.check('one of them is a copy inside a line', copy, all) then
    return
  end
  vim.api.nvim_win_set_cursor(0, { copy.lnum + 1, copy.col })
  t.preferred_fix()
  t.wait('the quick fix', function()
    return t.text(buffer) ~= before
  end)
  local after = t.text(buffer)
  local gone = removed(before, after)
  if t.check('the quick fix takes out one run of bytes and leaves every other byte', gone, 'a change elsewhere') then
    -- The page has the first of the copies in several lines perhaps.
    local rest = after:gsub('%s+', ' ')
    local twin = vim.tbl_filter(function(entry)
      return count(rest, (entry:gsub('%s+', ' '))) > 0
    end, gone)[1]
    if t.check('… which the page has once more, letter by letter, from its first tag to its end', twin, gone) then
      t.equal('… with the title once', count(twin, title), 1)
      t.equal('… with one date', count(twin, 'Issue Date:'), 1)
      t.check('… and no line break', not twin:find('[\r\n]'), twin)
      t.check('… and nothing of the next one', not twin:find('#$'), twin:sub(-40))
      t.equal('… and no tag of the next one has changed', count(after, '##'), count(before, '##'))
    end
  end
  t.wait('the diagnostic to go', function()
    return #t.diagnostics(buffer, 'duplicate-entry') == 61
  end)
  t.equal('… and its diagnostic goes', #t.diagnostics(buffer, 'duplicate-entry'), 61)
  t.normal_mode()
  t.type('u')
  t.equal('u brings every byte back', t.text(buffer), before)
  t.wait('the diagnostics to come back', function()
    return #t.diagnostics(buffer, 'duplicate-entry') ~= 61
  end)
  t.equal('… and the diagnostic to its place', t.diagnostics(buffer, 'duplicate-entry'), all)
  -- Neovim ends the last line of a file that it writes, if it had no end.
  vim.bo[buffer].fixendofline = false
  vim.cmd('silent write')
  t.equal('… and what is saved is what was there', t.read(page), before)
end

t.play(function()
  local buffer = t.open(page)
  t.client(buffer)
  t.wait('diagnostics', function()
    return #vim.diagnostic.get(buffer) > 0
  end)
  hover()
  completion()
  quick_fix(buffer)
end, function(passed, failed)
  t.say(('big_page: %d passed, %d failed'):format(passed, failed))
end)
