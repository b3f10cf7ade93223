-- What can be done at a place that mends nothing, new entries, and the commands: by Neovim's own keys and calls. Every
-- character that is left is compared, and u takes it back.
local t = require('driver')

-- Does what is called `title` at the cursor, by the menu that `gra` opens.
local function choose(title)
  local select, offered = vim.ui.select, nil
  vim.ui.select = function(items, options, on_choice)
    offered = vim.tbl_map(options.format_item, items)
    for _, item in ipairs(items) do
      if vim.startswith(item.action.title, title) then
        return on_choice(item)
      end
    end
  end
  t.type('gra')
  t.wait('the menu', function()
    return offered
  end)
  vim.ui.select = select
  return offered
end

local PAGE = "走り😱 #NLP #QA Issue Date: 2024-03-05 First of Several, A+, ACL'24 Comment図は 2094より。 #551 と\n"
  .. "#QA\n#NLP\nIssue Date: 2024-03-06\nSecond of Several, B+, ACL'24\nComment\n・2904\n\n"
  .. "#NLP #QA Issue Date: 2024-03-07 Third of Several, C+, ACL'24\n"
  .. "#NLP #QA Issue Date: 2024-03-08 Fourth of Several, D+, ACL'24\n"

-- What stands under the cursor, what is chosen there, and what becomes what.
local cases = {
  { at = '#551', choose = 'Write 551 as a link', '#551', 'https://github.com/example-notes/paper_notes/issues/551' },
  { at = '2094より', choose = 'Write 2094 as the reference', '2094より', '#2094 より' },
  { at = '#QA\n#NLP', choose = 'Sort the tags', '#QA\n#NLP', '#NLP\n#QA' },
  { at = '#QA\n#NLP', choose = 'Remove the tag #QA', '#QA\n#NLP', '#NLP' },
  { at = '・2904', choose = 'Write 2094: Magpie', '・2904', '・2094' },
  { at = '#QA\n#NLP', choose = 'Add the tag #LanguageModel', '#QA\n#NLP\n', '#QA\n#NLP\n#LanguageModel\n' },
}

local function go_to(text)
  local row, column = unpack(t.find(0, (text:gsub('\n.*', ''))))
  -- The first line has tags of the same names.
  if text:find('\n') then
    row, column = 2, 0
  end
  vim.api.nvim_win_set_cursor(0, { row, column + (text:byte(1) < 128 and 1 or #'・') })
end

local function rewrites(buffer)
  for _, case in ipairs(cases) do
    go_to(case.at)
    choose(case.choose)
    local from, to = PAGE:find(case[1], 1, true)
    local expected = PAGE:sub(1, from - 1) .. case[2] .. PAGE:sub(to + 1)
    t.wait(case.choose, function()
      return t.text(buffer) ~= PAGE
    end)
    t.equal(('gra: %s'):format(case.choose), t.text(buffer), expected)
    t.normal_mode()
    t.type('u')
    t.wait('the undo', function()
      return t.text(buffer) == PAGE
    end)
    t.pause(300)
  end
end

local NEW = 'Issue Date: ' .. os.date('%Y-%m-%d')

local function new_entries(buffer, client)
  vim.lsp.completion.enable(true, client.id, buffer, { autotrigger = true })
  vim.api.nvim_win_set_cursor(0, { 8, 0 })
  t.type('i<C-x><C-o>')
  t.equal('an empty line between entries offers a new one', t.menu(), { 'New entry' })
  t.type('<C-y>')
  local expected = PAGE:gsub('\n\n', '\n' .. NEW .. '\n\n')
  t.wait('the new entry', function()
    return t.text(buffer) == expected
  end)
  t.equal('… dated today', t.text(buffer), expected)
  t.equal('… with the cursor in its title', vim.api.nvim_win_get_cursor(0), { 9, 0 })
  t.normal_mode()
  t.take_back(PAGE, 'the new entry')

  -- An address, pasted.
  local url = 'https://arxiv.org/abs/2401.00001'
  vim.api.nvim_win_set_cursor(0, { 8, 0 })
  vim.api.nvim_paste(url, false, -1)
  t.type('A<C-x><C-o>')
  t.equal('the address of a paper offers a note on it', t.menu(), { 'Start a note on arXiv:2401.00001' })
  t.type('<C-y>')
  expected = PAGE:gsub('\n\n', '\n' .. NEW .. '\n\nSummary\n' .. url .. '\n')
  t.wait('the note', function()
    return t.text(buffer) == expected
  end)
  t.equal('… which has its address', t.text(buffer), expected)
  t.equal('… and the cursor in its title', vim.api.nvim_win_get_cursor(0), { 9, 0 })
  t.normal_mode()
  t.take_back(PAGE, 'the note')

  vim.api.nvim_win_set_cursor(0, { 8, 0 })
  vim.api.nvim_paste(url, false, -1)
  choose('Start a note on arXiv:2401.00001')
  t.wait('the note by gra', function()
    return t.text(buffer) == expected
  end)
  t.equal('gra makes the same note of it', t.text(buffer), expected)
  t.normal_mode()
  t.take_back(PAGE, 'the note by gra')
  t.pause(300)
end

-- Has the server do something, and waits for its answer.
local function execute(client, command, argument)
  local answer, problem
  client:request('workspace/executeCommand', { command = command, arguments = { argument } }, function(err, result)
    answer, problem = result, err
  end)
  t.wait('the answer to ' .. command, function()
    return answer or problem
  end)
  return answer, problem and problem.message
end

local function commands(buffer, client)
  local uri = vim.uri_from_bufnr(buffer)
  local answer = execute(client, 'paperNotes.newEntry', { uri = uri, position = { line = 4, character = 2 } })
  t.equal('paperNotes.newEntry is made by the editor', answer.applied, true)
  t.equal('… behind the entry', t.text(buffer), (PAGE:gsub('・2904\n\n', '・2904\n' .. NEW .. '\n\n\n')))
  t.equal('… where the cursor then is', vim.api.nvim_win_get_cursor(0), { 9, 0 })
  t.type('u')
  t.wait('the undo', function()
    return t.text(buffer) == PAGE
  end)
  client:exec_cmd({ title = 'New entry', command = 'paperNotes.newEntry', arguments = { { uri = uri } } })
  t.wait('the new entry at the end', function()
    return t.text(buffer) == PAGE .. NEW .. '\n\n'
  end)
  t.equal('client:exec_cmd() is enough for it', t.text(buffer), PAGE .. NEW .. '\n\n')
  t.wait('the cursor', function()
    return vim.api.nvim_win_get_cursor(0)[1] == vim.api.nvim_buf_line_count(0)
  end)
  t.type('u')
  t.wait('the undo', function()
    return t.text(buffer) == PAGE
  end)
  local _, problem = execute(client, 'paperNotes.newEntry', { uri = 'file:///nowhere.txt' })
  t.has('… and says what it cannot do', problem, 'file:///nowhere.txt is none of the files with notes')

  local graph = execute(client, 'paperNotes.showGraph', { uri = uri, position = { line = 0, character = 40 } })
  local titles = vim.tbl_map(function(node)
    return node.title
  end, graph.nodes)
  t.has('paperNotes.showGraph has the entry', titles, 'First of Several')
  t.has('… and what it refers to', titles, 'Magpie')
  t.check('… with an edge', #graph.edges > 0, graph)
  local stats = execute(client, 'paperNotes.stats', vim.empty_dict())
  t.check('paperNotes.stats counts', stats.entries > 10 and stats.findings['broken-reference'] >= 2, stats)
end

-- `path` tells where a page of the notes is.
return function(path)
  t.write(path('actions.txt'), PAGE)
  local buffer = t.open(path('actions.txt'))
  local client = t.client(buffer)
  t.wait('the findings of the page', function()
    return #t.diagnostics(buffer, 'broken-reference') > 0
  end)
  rewrites(buffer)
  new_entries(buffer, client)
  commands(buffer, client)
  vim.cmd('silent bdelete! ' .. buffer)
  assert(vim.uv.fs_unlink(path('actions.txt')))
end
