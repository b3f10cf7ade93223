-- Checks what a user sees on the sample notes of `tests/notes`: every feature once, by the keys that are
-- typed for it, on pages with every fault once. Started by `run`, which made the copy that is edited here.
local t = require('driver')
local formatting = require('formatting')
local actions = require('actions')
local merging = require('merging')
local navigation = require('navigation')
local plugin = require('plugin')
local colours = require('colours')
local help = require('help')
local notes = vim.uv.fs_realpath(vim.env.SANDBOX .. '/notes')

local function path(name)
  return notes .. '/' .. name
end

-- A page that `tests/notes` does not have: one long line, in which the entry in the middle is also in
-- reading.txt, letter by letter. What stands before it has characters of two UTF-16 units.
local function write_run_on_page()
  local reading = t.read(path('reading.txt'))
  local copy = assert(reading:match('(#ComputerVision #VideoGeneration.-合わせて読む。)'))
  local before = '#NLP Issue Date: 2024-03-01 Another Paper on Something Else, Jane Doe+, ACL\'24 Comment驚いた😱🚀 (#962) も。'
  local after = '#Survey Issue Date: 2024-03-02 A Third Paper on Yet Another Thing, John Doe+, ACL\'24 Comment続く😱'
  local page = { '走り書き', before .. ' ' .. copy .. ' ' .. after, 'とのこと。', '' }
  local without = { '走り書き', before .. ' ' .. after, 'とのこと。', '' }
  t.write(path('runon.txt'), table.concat(page, '\n'))
  return table.concat(page, '\n'), table.concat(without, '\n')
end

-- The same in a file with the line breaks of Windows, which have to stay.
local function write_windows_page()
  local copy = '#Attention\r\nIssue Date: 2025-04-02\r\nMulti-Token Attention, Olga Golovneva+, arXiv\'25\r\n'
  local before = '#NLP\r\nIssue Date: 2024-03-03\r\nA Fourth Paper on Windows, Jane Doe+, ACL\'24\r\nComment😱\r\n'
  local after = '#NLP\r\nIssue Date: 2024-03-04\r\nA Fifth Paper on Windows, Jane Doe+, ACL\'24\r\n'
  t.write(path('returns.txt'), before .. copy .. after)
  return before .. copy .. after, before .. after
end

local function attach()
  local buffer = t.open(path('reading.txt'))
  local client = t.client(buffer)
  -- Before that, a hover says that the notes are still being read.
  t.wait('the notes to be read', function()
    return next(vim.diagnostic.count()) ~= nil
  end)
  t.equal('a .txt page is of a file type that the server is for', vim.bo[buffer].filetype, 'text')
  t.equal('the server says its name', client.server_info and client.server_info.name, 'paper-notes-lsp')
  t.equal('columns are counted in bytes, which Neovim offers first', client.offset_encoding, 'utf-8')
  t.equal('the root is the folder with issues.json', client.root_dir, notes)
  return buffer, client
end

-- What `root_dir` says for a file that need not exist; `false` where the server is not started.
local function root(file)
  local said = false
  local buffer = vim.fn.bufadd(file)
  vim.lsp.config.paper_notes.root_dir(buffer, function(folder)
    said = folder or 'none'
  end)
  vim.api.nvim_buf_delete(buffer, { force = true })
  return said
end

local function roots()
  local sandbox = vim.uv.fs_realpath(vim.env.SANDBOX)
  local home = vim.uv.fs_realpath(vim.env.HOME)
  local mark = function(file)
    vim.fn.mkdir(vim.fs.dirname(file), 'p')
    t.write(file, '')
  end
  mark(sandbox .. '/git/.git/HEAD')
  mark(sandbox .. '/git/notes/issues.jsonl')
  mark(sandbox .. '/git/settings/.paper-notes.toml')
  mark(sandbox .. '/git/settings/deep/page.txt')
  mark(sandbox .. '/lone/page.txt')
  mark(home .. '/.git/HEAD')
  mark(home .. '/papers/page.txt')
  t.equal('root: the git repository', root(sandbox .. '/git/page.txt'), sandbox .. '/git')
  t.equal('root: an issue export comes before git', root(sandbox .. '/git/notes/page.txt'), sandbox .. '/git/notes')
  t.equal('root: settings above', root(sandbox .. '/git/settings/deep/page.txt'), sandbox .. '/git/settings')
  t.equal('root: without any mark the own folder', root(sandbox .. '/lone/page.txt'), sandbox .. '/lone')
  t.equal('root: not a home that is kept in git', root(home .. '/papers/page.txt'), home .. '/papers')
  t.equal('root: none for a file right at home', root(home .. '/page.txt'), 'none')
  t.equal('root: none for a file right at /', root('/page.txt'), 'none')
  t.equal('root: no server for what is no file', root('https://example.com/page.txt'), false)
end

local function without_a_workspace()
  local file = vim.env.HOME .. '/stray.txt'
  t.write(file, '#NLP\nIssue Date: 2025-13-40\nA Title of Some Length, Jane Doe+, ACL\'25\n')
  local buffer = t.open(file)
  t.client(buffer)
  t.wait('diagnostics', function()
    return #vim.diagnostic.get(buffer) > 0
  end)
  t.equal('without a workspace an open file is checked', t.diagnostics(buffer, 'invalid-date'), { '2:13 ERROR invalid-date' })
  t.client(buffer):stop()
  vim.cmd.bwipeout()
end

local function hover()
  t.open(path('reading.txt'))
  t.go_to('・2094')
  t.type('K')
  local window, text = t.hover()
  t.has('K on ・2094 shows the title', text, 'Magpie: Alignment Data Synthesis from Scratch')
  t.has('… the venue', text, "ICLR'25")
  t.has('… and the summary of its issue', text, '利用者の発言から書かせる')
  vim.api.nvim_win_close(window, true)

  t.go_to('・学習手法')
  t.type('K')
  t.answered('textDocument/hover')
  t.check('K on prose shows nothing', not t.float(), t.screen())

  t.go_to('#SyntheticData')
  t.type('K')
  window, text = t.hover()
  t.has('K on a tag shows its entries', text, '2402')
  vim.api.nvim_win_close(window, true)
end

-- Types `typed` on a line of its own below ・2094 with `complete` behind it, and takes the first item.
-- Returns what was offered and what the line became.
local function complete(typed, complete_key, expected)
  t.go_to('・2094')
  return t.complete('o', typed, complete_key, expected)
end

local function completion(how)
  t.open(path('reading.txt'))
  local menu, line, shown = complete('・magp', '<C-x><C-o>', '・2094')
  -- Magpie by its title, and an entry whose text names it.
  t.equal(how .. ': ・magp offers two entries', #menu, 2)
  t.has(how .. ': … and first the one with the title', menu[1], '2094  Magpie')
  t.has('… which the screen shows by number and title', shown, '2094  Magpie: Alignment Data Synthesis')
  t.equal('… and puts in the number', line, '・2094')

  menu, line = complete('#Lang', '<C-x><C-o>', '#LanguageModel')
  t.equal(how .. ': #Lang offers LanguageModel first', menu[1], 'LanguageModel')
  t.equal('… and puts it in', line, '#LanguageModel')

  for _, typed in ipairs({ '#Superv', '#superv', '#finetun', '#Supervised-FineTuning (S' }) do
    menu, line = complete(typed, '<C-x><C-o>', '#Supervised-FineTuning (SFT)')
    t.equal(('%s: %s offers the name with a space'):format(how, typed), menu[1], 'Supervised-FineTuning (SFT)')
    t.equal('… and puts it in whole', line, '#Supervised-FineTuning (SFT)')
  end
end

-- A title that is noted says so while it is typed.
local function completion_of_titles(how)
  t.open(path('reading.txt'))
  local before = t.text(0)
  vim.api.nvim_win_set_cursor(0, { vim.api.nvim_buf_line_count(0), 0 })
  t.type('o#NLP<CR>Issue Date: 2025-08-01')
  local typed = t.text(0)
  local title = '[Paper Note] Magpie: Alignment Data Synthesis from Scratch by Prompting Aligned LLMs with Nothing, '
    .. "Zhangchen Xu+, ICLR'25"
  local menu, line = t.complete('<Esc>o', 'Magpie: Align', '<C-x><C-o>', title)
  t.equal(how .. ': a title says that it is noted', menu, { 'Already noted as #2094' })
  t.equal('… and its line can be taken', line, title)
  assert(t.text(0) == typed, 'undo did not restore what was typed')
  t.take_back(before, 'a new entry')
end

-- The two lines of the installation are enough for snippets and for text that is put in elsewhere than at the word.
local function completion_of_what_is_no_word()
  local buffer = t.open(path('reading.txt'))
  local before = t.text(0)
  local new = 'Issue Date: ' .. os.date('%Y-%m-%d')
  t.type('gg0/^・学習手法<CR>o<C-x><C-o>')
  t.equal('omnifunc: an empty line offers a new entry', t.menu(), { 'New entry' })
  t.type('<C-y>')
  local function is_there(lines)
    local text = '・学習手法\n' .. lines
    t.wait(lines, function()
      return t.text(buffer):find(text, 1, true)
    end)
  end
  is_there(new .. '\n')
  t.equal('… which is put in', t.text(buffer), (before:gsub('・学習手法\n', '%0' .. new .. '\n\n')))
  t.normal_mode()
  t.take_back(before, 'a new entry')
  local url = 'https://arxiv.org/abs/2401.00001'
  t.type('gg0/^・学習手法<CR>o')
  vim.api.nvim_paste(url, false, -1)
  t.type('<C-x><C-o>')
  t.equal('omnifunc: an address offers a note on it', t.menu(), { 'Start a note on arXiv:2401.00001' })
  t.type('<C-y>')
  is_there(new .. '\n\nSummary\n' .. url .. '\n')
  t.check('… which is put in', true)
  t.normal_mode()
  t.take_back(before, 'a note')
  t.pause(300)
  t.type('o・')
  t.pause(600)
  t.equal('the list does not open by itself', vim.fn.pumvisible(), 0)
  t.normal_mode()
  t.take_back(before, 'a bullet')
end

local function completion_by_itself()
  t.open(path('reading.txt'))
  local before = t.text(0)
  t.go_to('・2094')
  t.type('o')
  t.type('・')
  local menu = t.menu()
  t.check('autotrigger: ・ opens the menu', #menu > 5, menu)
  t.type_asking('magp')
  t.wait('the menu to follow what is typed', function()
    return vim.fn.pumvisible() == 1 and #t.menu() == 2
  end)
  t.has('autotrigger: typing on narrows it to two, Magpie first', t.menu()[1], '2094  Magpie')
  t.equal('… which puts in the number', t.accept('・2094'), '・2094')
  t.type('<CR>・')
  t.menu()
  t.type_asking('magpie al')
  t.wait('the menu to be there behind a space, too', function()
    return vim.fn.pumvisible() == 1 and #t.menu() == 2
  end)
  t.has('autotrigger: two words, letter by letter', t.menu()[1], '2094  Magpie')
  t.equal('… put in the number', t.accept('・2094'), '・2094')
  t.type('<CR>#')
  menu = t.menu()
  t.check('autotrigger: # opens the menu of tags', vim.tbl_contains(menu, 'LanguageModel'), menu)
  t.type_asking('Lang')
  t.wait('the menu to follow what is typed', function()
    return vim.fn.pumvisible() == 1 and t.menu()[1] == 'LanguageModel'
  end)
  t.equal('… and LanguageModel is put in', t.accept('#LanguageModel'), '#LanguageModel')
  t.normal_mode()
  for _ = 1, 9 do
    if t.text(0) ~= before then
      t.type('u')
    end
  end
  assert(t.text(0) == before, 'undo did not restore the page')
end

local WRONG = {
  '5:1 WARN duplicate-entry',
  '10:29 WARN duplicate-tag',
  '11:4 WARN broken-reference',
  '12:36 ERROR invalid-date',
  '13:4 HINT self-reference',
  '17:1 ERROR duplicate-number',
  '22:1 ERROR duplicate-number',
  '24:13 WARN missing-title',
  '26:2 INFO tag-spelling',
  '29:1 INFO similar-entry',
  '30:115 HINT unused-ignore',
}

-- Waits for the diagnostics of a buffer to be these, and says so.
local function diagnostics_become(name, buffer, code, expected)
  t.settle(function()
    return vim.deep_equal(t.diagnostics(buffer, code), expected)
  end)
  t.equal(name, t.diagnostics(buffer, code), expected)
end

local function diagnostics()
  local buffer = t.open(path('wrong.txt'))
  t.client(buffer)
  diagnostics_become('wrong.txt shows each fault at its place', buffer, nil, WRONG)
  local duplicate, first
  -- Right after an undo elsewhere, the place may still be that of the text before.
  t.settle(function()
    duplicate = vim.diagnostic.get(buffer, { lnum = 4 })[1]
    local related = vim.tbl_get(duplicate or {}, 'user_data', 'lsp', 'relatedInformation', 1, 'location')
    first = related and { vim.fs.basename(related.uri), related.range.start.line + 1 }
    return vim.deep_equal(first, { 'reading.txt', 20 })
  end)
  t.equal('the copy is tagged as unnecessary', duplicate._tags, { unnecessary = true })
  t.has('… and says where the paper is noted', duplicate.message, 'already noted in reading.txt')
  t.equal('… with the place of the first', first, { 'reading.txt', 20 })
  vim.cmd('edit!')
  diagnostics_become('read anew, it shows them again', buffer, nil, WRONG)
  local other = t.open(path('metrics.md'))
  t.client(other)
  vim.cmd('bdelete ' .. buffer)
  buffer = t.open(path('wrong.txt'))
  diagnostics_become('… and so does the page that was closed', buffer, nil, WRONG)
  t.open(path('metrics.md'))
  t.pause(300)
  t.equal('a page without a fault has no diagnostics', t.diagnostics(other), {})
  t.equal('nor has the page with the first of the copies', t.diagnostics(vim.fn.bufnr(path('reading.txt'))), {})
end

-- Removes the copy that the first duplicate-entry of a page is about, and takes that back.
local function remove_a_copy(name, page, before, after, place)
  local buffer = t.open(path(page))
  t.client(buffer)
  diagnostics_become(name .. ': the copy is found', buffer, 'duplicate-entry', { place })
  t.equal('… in the text that was written', t.text(buffer), before)
  local row, column = unpack(vim.split(place:match('^%S+'), ':'))
  vim.api.nvim_win_set_cursor(0, { tonumber(row), tonumber(column) - 1 })
  t.preferred_fix()
  t.wait('the quick fix', function()
    return t.text(buffer) ~= before
  end)
  t.equal('… the quick fix takes it out and leaves every other byte', t.text(buffer), after)
  diagnostics_become('… and its diagnostic goes', buffer, 'duplicate-entry', {})
  vim.cmd('silent write')
  t.equal('… on the disk too', t.read(path(page)), after)
  t.normal_mode()
  t.type('u')
  t.equal('… u brings every byte back', t.text(buffer), before)
  diagnostics_become('… and the diagnostic', buffer, 'duplicate-entry', { place })
  vim.cmd('silent write')
  t.equal('… and what is saved is what was there', t.read(path(page)), before)
end

local function quick_fix(run_on, run_on_without, windows, windows_without)
  local before = t.read(path('wrong.txt'))
  local lines = vim.split(before, '\n')
  local after = table.concat(vim.list_extend({ lines[1] }, vim.list_slice(lines, 10)), '\n')
  remove_a_copy('lines', 'wrong.txt', before, after, '5:1 WARN duplicate-entry')

  local at = run_on:match('\n(.*)$'):find('Sketching the Future', 1, true)
  remove_a_copy('run-on', 'runon.txt', run_on, run_on_without, ('2:%d WARN duplicate-entry'):format(at))

  remove_a_copy('CRLF', 'returns.txt', windows, windows_without, '7:1 WARN duplicate-entry')
end

-- The menu of code actions, by its default key and as the user sees it.
local function quick_fix_by_key()
  local buffer = t.open(path('wrong.txt'))
  local before = t.text(buffer)
  vim.api.nvim_win_set_cursor(0, { 5, 0 })
  local asked
  local select = vim.ui.select
  vim.ui.select = function(items, options, choose)
    asked = vim.tbl_map(options.format_item, items)
    choose(items[1], 1)
  end
  t.type('gra')
  t.wait('the menu of code actions', function()
    return asked
  end)
  vim.ui.select = select
  t.has('gra offers to remove the copy', asked, 'Remove this copy')
  t.has('… and to say that it is none', asked, 'Not a duplicate')
  t.has('… and, behind the fixes, what else can be done at a title', asked[3], 'Write the number 1855')
  t.equal('… and nothing else', #asked, 3)
  t.wait('the quick fix', function()
    return t.text(buffer) ~= before
  end)
  t.normal_mode()
  t.type('u')
  t.equal('… and u takes it back', t.text(buffer), before)
end

-- What a person does who saves with fixes: all that loses nothing, in one change.
local function fix_all()
  local text = '#NLP #QA #NLP Issue Date: 2024-03-05 Grammars of Everything, Jane Doe+, ACL\'24 Comment😱\n'
  local copy = '#QA\nIssue Date: 2024-03-06\nWatching Birds Learn to Sing, Max Muster+, ACL\'24\n'
  t.write(path('fixall.txt'), text .. copy .. copy)
  local buffer = t.open(path('fixall.txt'))
  t.client(buffer)
  diagnostics_become('a page with two faults', buffer, nil, { '1:11 WARN duplicate-tag', '7:1 WARN duplicate-entry' })
  vim.lsp.buf.code_action({ apply = true, context = { only = { 'source.fixAll' }, diagnostics = {} } })
  t.wait('the fix of all', function()
    return not t.text(buffer):find('#QA #NLP', 1, true)
  end)
  t.equal('source.fixAll mends both and leaves every other byte', t.text(buffer), (text:gsub(' #QA #NLP', ' #QA')) .. copy)
  t.normal_mode()
  t.type('u')
  t.equal('… and u takes it back', t.text(buffer), text .. copy .. copy)
  vim.lsp.buf.code_action({
    apply = true,
    range = { start = { 7, 0 }, ['end'] = { 7, 0 } },
    filter = function(action)
      return action.title:find('Not a duplicate', 1, true)
    end,
  })
  t.wait('the comment', function()
    return t.text(buffer):find('paper-notes: ignore', 1, true)
  end)
  local comment = '<!-- paper-notes: ignore duplicate-entry -->\n'
  t.equal('a finding can be said to be none', t.text(buffer), text .. copy .. copy .. comment)
  diagnostics_become('… and goes', buffer, 'duplicate-entry', {})
  t.normal_mode()
  t.type('u')
  t.equal('… u takes that back too', t.text(buffer), text .. copy .. copy)
  vim.cmd('silent bdelete!')
  assert(vim.uv.fs_unlink(path('fixall.txt')))
end

-- Where the cursor is: the name of the file, the line, and what stands at the cursor.
local function here(length)
  local row, column = unpack(vim.api.nvim_win_get_cursor(0))
  local line = vim.api.nvim_get_current_line()
  return { vim.fs.basename(vim.api.nvim_buf_get_name(0)), row, line:sub(column + 1, column + length) }
end

local function jump(name, from, text, how, expected)
  t.open(path(from))
  t.client(0)
  t.go_to(text)
  local start = here(#expected[3])
  how()
  t.settle(function()
    return not vim.deep_equal(here(#expected[3]), start)
  end)
  t.equal(name, here(#expected[3]), expected)
end

local function definition()
  local title = { 'metrics.md', 19, 'TRUE: Re-evaluating Factual Consistency' }
  local go = function()
    vim.lsp.buf.definition()
  end
  jump('definition of #962: its title on a page', 'runon.txt', '#962', go, title)
  jump('definition of #962 on the same page', 'metrics.md', '#962', go, title)
  local magpie = { 'issues.json', 3, '[Paper Note] Magpie' }
  jump('definition of ・2094: its title in the catalog', 'reading.txt', '・2094', go, magpie)
  local tag = function()
    t.type('<C-]>')
  end
  jump('CTRL-] does the same', 'reading.txt', '・2094', tag, magpie)
  t.type('<C-t>')
  t.equal('… and CTRL-T returns', here(4), { 'reading.txt', 12, '4' })
end

local function editing()
  local other = t.open(path('runon.txt'))
  diagnostics_become('#962 is no broken reference', other, 'broken-reference', {})
  local metrics = t.open(path('metrics.md'))
  local before = t.text(metrics)
  t.go_to('Issue: 962')
  t.type('dd')
  local at = t.find(other, '#962')
  local link = t.find(metrics, 'issues/962')
  local broken = {
    ('10:%d WARN broken-reference'):format(t.find(metrics, '#962')[2] + 2),
    ('10:%d WARN broken-reference'):format(link[2] + #'issues/' + 1),
  }
  diagnostics_become(
    'without its unsaved `Issue: 962` line, #962 is broken in another file',
    other,
    'broken-reference',
    { ('2:%d WARN broken-reference'):format(at[2] + 2) }
  )
  diagnostics_become('… and in the file itself', metrics, 'broken-reference', broken)
  t.type('u')
  t.equal('… u brings the line back', t.text(metrics), before)
  diagnostics_become('… and mends the other file', other, 'broken-reference', {})
  diagnostics_become('… and the file itself', metrics, 'broken-reference', {})
end

-- The lines of a buffer on which a finding is drawn, underlined. Its extmarks are what Neovim draws.
local function drawn(buffer)
  local lines = {}
  for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(buffer, -1, 0, -1, { details = true })) do
    if vim.startswith(mark[4].hl_group or '', 'DiagnosticUnderline') then
      lines[mark[2] + 1] = true
    end
  end
  return vim.tbl_keys(lines)
end

-- Mistakes in the settings are shown in their file, which no language server is attached to, and which is mostly opened
-- when they are known.
local function settings()
  t.equal('the settings are not open yet', vim.fn.bufloaded(path('.paper-notes.toml')), 0)
  local buffer = t.open(path('.paper-notes.toml'))
  t.equal('a mistake in the settings is drawn when their file is read', drawn(buffer), { 3 })
  vim.cmd('edit!')
  t.equal('… and when it is read again', drawn(buffer), { 3 })
  t.equal('… as is what is found in a catalog', #drawn(t.open(path('older.jsonl'))), 1)
  t.open(path('.paper-notes.toml'))
  diagnostics_become('a mistake in the settings is shown on its word', buffer, nil, { '3:1 WARN invalid-setting' })
  t.write(path('.paper-notes.toml'), '[diagnostics]\ninvalid-date = "off"\n')
  diagnostics_become('… and goes when the file is mended', buffer, nil, {})
  local wrong = t.open(path('wrong.txt'))
  t.wait('the code to be off', function()
    return #t.diagnostics(wrong) > 0 and #t.diagnostics(wrong, 'invalid-date') == 0
  end)
  t.equal('a code that was switched off is not reported, the others are', #t.diagnostics(wrong), #WRONG - 1)
end

local function git(...)
  local command = { 'git', '-c', 'user.name=x', '-c', 'user.email=x@example.com', '-c', 'core.autocrlf=false', ... }
  local done = vim.system(command, { cwd = notes, text = true }):wait()
  assert(done.code == 0, done.stderr)
end

-- Nobody types anything: what changes on disk changes what is true of the page on the screen.
local function disk()
  local wrong = t.open(path('wrong.txt'))
  local broken = { '11:4 WARN broken-reference' }
  diagnostics_become('1829 is broken', wrong, 'broken-reference', broken)
  local export = t.read(path('issues.json'))
  local with_1829 = export:gsub('"number": 1490', '"number": 1829')
  -- As a program writes it: beside the old file, then in its place.
  t.write(path('issues.json.new'), with_1829)
  assert(vim.uv.fs_rename(path('issues.json.new'), path('issues.json')))
  diagnostics_become('a catalog that is replaced on disk mends it', wrong, 'broken-reference', {})
  t.write(path('issues.json'), export)
  diagnostics_become('… and the old one breaks it again', wrong, 'broken-reference', broken)

  git('init', '-q', '-b', 'main')
  git('add', '-A')
  git('commit', '-q', '-m', 'one')
  git('checkout', '-q', '-b', 'other')
  t.write(path('issues.json'), with_1829)
  vim.fn.mkdir(path('new'), 'p')
  for n = 1, 5000 do
    t.write(path(('new/%04d.txt'):format(n)), ('Issue Date: 2025-01-01\nTitle number %d of many, A B+, ACL\'23\n'):format(n))
  end
  git('add', '-A')
  git('commit', '-q', '-m', 'two')
  diagnostics_become('another branch mends it', wrong, 'broken-reference', {})
  git('checkout', '-q', 'main')
  diagnostics_become('git checkout of the first branch breaks it', wrong, 'broken-reference', broken)
  git('checkout', '-q', 'other')
  diagnostics_become('… and back mends it', wrong, 'broken-reference', {})
end

local function is_running(pid)
  return vim.uv.kill(pid, 0) == 0
end

local function stop(client, exit)
  local pids = vim.split(vim.trim(t.read(vim.env.SANDBOX .. '/server.pids')), '\n')
  -- One for the notes, one for the file without a workspace, one for the folder of the colours.
  t.equal('each workspace has one server', #pids, 3)
  local pid = tonumber(pids[1])
  t.check('the server runs', is_running(pid), pids)
  client:stop()
  t.wait('the end of the server', function()
    return not is_running(pid)
  end)
  t.wait('Neovim to notice', function()
    return client:is_stopped() and exit[client.id]
  end)
  t.equal('client:stop() ends it with exit code 0 and no signal', exit[client.id], { 0, 0 })
  t.check('the server of what was closed is gone', not is_running(tonumber(pids[2])), pids)
end

t.play(function()
  local exit = {}
  vim.lsp.config('paper_notes', {
    on_exit = function(code, signal, id)
      exit[id] = { code, signal }
    end,
  })
  local run_on, run_on_without = write_run_on_page()
  local windows, windows_without = write_windows_page()

  local buffer, client = attach()
  roots()
  without_a_workspace()
  hover()
  completion('omnifunc')
  completion_of_titles('omnifunc')
  completion_of_what_is_no_word()
  -- What was enabled without it is not changed by enabling it anew.
  vim.lsp.completion.enable(false, client.id, buffer)
  vim.lsp.completion.enable(true, client.id, buffer, { autotrigger = true })
  completion('vim.lsp.completion')
  completion_of_titles('vim.lsp.completion')
  completion_by_itself()
  diagnostics()
  quick_fix(run_on, run_on_without, windows, windows_without)
  quick_fix_by_key()
  fix_all()
  merging(path)
  formatting(path)
  actions(path)
  definition()
  navigation(path)
  plugin(path)
  colours()
  help(path)
  editing()
  settings()
  disk()
  stop(client, exit)
end, function(passed, failed)
  t.say(('sample_notes: %d passed, %d failed'):format(passed, failed))
end)
