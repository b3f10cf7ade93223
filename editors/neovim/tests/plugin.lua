-- The command and what else the plugin adds: picker, graph, status line, settings, by typed keys.
local t = require('driver')

-- Where the cursor is: the name of the file and the line.
local function here()
  return vim.fs.basename(vim.api.nvim_buf_get_name(0)) .. ':' .. vim.api.nvim_win_get_cursor(0)[1]
end

local function arrive(name, place)
  local ok = pcall(t.wait, place, function()
    return here() == place
  end)
  t.check(name, ok, here())
end

-- Types a command whose picker is answered with the item that begins with `wanted`, as the person sees it.
local function pick(keys, wanted)
  local select, shown, prompt = vim.ui.select, nil, nil
  vim.ui.select = function(items, options, on_choice)
    shown, prompt = vim.tbl_map(options.format_item, items), options.prompt
    for at, line in ipairs(shown) do
      if vim.startswith(line, wanted) then
        return on_choice(items[at], at)
      end
    end
    on_choice(nil)
  end
  t.type(keys)
  t.wait('the picker', function()
    return shown
  end)
  vim.ui.select = select
  return shown, prompt
end

local function said()
  return vim.fn.execute('messages')
end

local function complete(line)
  return vim.fn.getcompletion(line, 'cmdline')
end

local function words()
  t.has(':PaperNotes completes its words', complete('PaperNotes '), 'find\ngoto\ngraph\nhealth\nlog\nnew')
  t.equal('… by their beginning', complete('PaperNotes re'), { 'references', 'restart' })
  -- The command line waits for the server half a second and no longer; then a person presses the key again.
  local numbers
  t.settle(function()
    numbers = complete('PaperNotes goto 20')
    return #numbers > 0
  end)
  t.equal('… and numbers', numbers, { '2094' })
  t.equal('… and nothing behind others', complete('PaperNotes graph '), {})
  for _, wrong in ipairs({ 'nonsense', 'graph now', 'stats!' }) do
    t.type((':PaperNotes %s<CR>'):format(wrong))
    t.wait('a message', function()
      return said():find('not so: :PaperNotes ' .. wrong, 1, true)
    end)
  end
  t.check('what it does not know it says', true)
end

local function find(path)
  t.open(path('reading.txt'))
  local shown, prompt = pick(':PaperNotes find language<CR>', '1232')
  t.check('find lists the entries with a word', #shown > 5, shown)
  t.has('… by number and title', shown, '1919  Direct Preference Optimization: Your Language Model')
  t.has('… and by author and venue', shown, "Secretly a Reward Model  — Rafael Rafailov+ · NeurIPS'23")
  t.has('… and says for what', prompt, 'language')
  arrive('… and opens the one that is chosen', 'windows.txt:5')
  t.type(':PaperNotes find #hallucination gekhman<CR>')
  arrive('find opens the only one with all words', 'reading.txt:25')
  t.type(':PaperNotes find nowhere to be found<CR>')
  t.wait('a message', function()
    return said():find('no entry has all of: nowhere to be found', 1, true)
  end)
  t.check('… and says where there is none', true)

  t.type(':PaperNotes goto 1232<CR>')
  arrive('goto opens an entry by its number', 'windows.txt:5')
  t.type('<C-o>')
  arrive('… and CTRL-O returns', 'reading.txt:25')
  t.go_to('・2094')
  t.type(':PaperNotes goto<CR>')
  arrive('without a number it follows the reference', 'issues.json:3')
  t.open(path('reading.txt'))
  vim.api.nvim_win_set_cursor(0, { 1, 0 })
  t.type(':PaperNotes goto<CR>')
  t.wait('the question', function()
    return vim.fn.getcmdtype() == '@'
  end)
  t.type('1232<CR>')
  arrive('… and asks where there is none', 'windows.txt:5')

  t.type(':PaperNotes goto 123<CR>')
  t.wait('a message', function()
    return said():find('no entry has the number 123', 1, true)
  end)
  t.equal('the beginning of a number is no number', here(), 'windows.txt:5')

  t.open(path('reading.txt'))
  t.go_to('・2094')
  shown = pick(':PaperNotes references<CR>', '936')
  t.check('references lists who refers to the entry', #shown > 1, shown)
  t.has('… by number and title', shown, '2402  CoT-Self-Instruct: Building')
  arrive('… and opens the reference', 'metrics.md:11')
  t.open(path('reading.txt'))
  vim.keymap.set('n', '<F4>', '<Plug>(paper-notes-goto)')
  t.go_to('・2094')
  t.type('<F4>')
  arrive('a key can be mapped to a word', 'issues.json:3')
end

local function tree()
  return vim.api.nvim_buf_get_lines(0, 0, -1, true)
end

local function graph(path)
  t.open(path('reading.txt'))
  vim.cmd.only()
  t.go_to('・2094')
  t.type(':PaperNotes graph<CR>')
  local function is_tree(lines)
    return pcall(t.wait, lines .. ' lines', function()
      return vim.bo.filetype == 'paper_notes_graph' and #tree() == lines
    end)
  end
  t.check('graph shows the entry and who refers to it', is_tree(3), tree())
  t.has('… the entry of the reference', tree()[1], '▾ 2094  Magpie: Alignment Data Synthesis')
  t.has('… and below it', tree()[2], '  ▸ ← 2402  CoT-Self-Instruct')
  t.has('what its keys are is above', t.screen()[vim.fn.win_screenpos(0)[1]], '<CR> opens')
  t.type('j<Tab>')
  t.check('<Tab> unfolds', is_tree(5), tree())
  t.has('… what the other refers to', tree()[3], '    ↑ → 2094  Magpie')
  t.has('… and who refers to that', tree()[4], '    ▸ ← –  Persona vectors')
  t.type('<Tab>')
  t.check('… and folds', is_tree(3), tree())
  t.type('<CR>')
  arrive('<CR> opens the entry in the other window', 'reading.txt:8')
  t.equal('… and the tree stays', #vim.api.nvim_list_wins(), 2)
  t.type('<C-w>jq')
  t.wait('the end of the tree', function()
    return #vim.api.nvim_list_wins() == 1
  end)
  t.check('q closes it', not vim.bo.filetype:find('graph'))
  vim.api.nvim_win_set_cursor(0, { 1, 0 })
  t.type(':PaperNotes graph<CR>')
  t.wait('a message', function()
    return said():find('no entry stands there', 1, true)
  end)
  t.check('where no entry is it says so', #vim.api.nvim_list_wins() == 1)
end

-- The page of the browser, asked for where there would be a tree as well.
local function browse(path)
  t.open(path('reading.txt'))
  t.go_to('・2094')
  local open, opened = vim.ui.open, nil
  vim.ui.open = function(file)
    opened = file
    return {}
  end
  t.type(':PaperNotes graph!<CR>')
  t.wait('a page', function()
    return opened
  end)
  vim.ui.open = open
  t.has('graph! opens a page in the browser', t.read(opened), '<html')
  t.answered('workspace/executeCommand')
  t.equal('… and no tree', #vim.api.nvim_list_wins(), 1)
end

local function new(path)
  local buffer = t.open(path('reading.txt'))
  local before = t.text(buffer)
  local today = 'Issue Date: ' .. os.date('%Y-%m-%d') .. '\n'
  local title = "A Title, A B+, ACL'25"
  -- Runs it and types the title at once.
  local function begin(command)
    t.type((':PaperNotes %s<CR>'):format(command))
    t.settle(function()
      return t.text(buffer) ~= before and vim.api.nvim_get_mode().mode == 'i'
    end)
    t.equal(('%s: the title can be typed at once'):format(command), vim.api.nvim_get_mode().mode, 'i')
    t.type(title)
    t.normal_mode()
  end
  local function take_back(what)
    t.take_back(before, what)
    t.pause(300)
  end
  t.go_to('・学習手法')
  begin('new')
  t.equal('new begins an entry behind this one', t.text(buffer), (before:gsub('・学習手法\n', '%0' .. today .. title .. '\n')))
  take_back('new')
  begin('new!')
  t.equal('new! at the end of the page', t.text(buffer), before .. today .. title .. '\n')
  take_back('new!')
end

local function lists(path)
  t.open(path('reading.txt'))
  t.type(':PaperNotes problems<CR>')
  t.wait('the list', function()
    return vim.bo.buftype == 'quickfix'
  end)
  local lines = vim.tbl_map(function(item)
    return vim.fs.basename(vim.api.nvim_buf_get_name(item.bufnr)) .. ' ' .. item.text
  end, vim.fn.getqflist())
  t.has('problems lists the findings of all files', lines, 'wrong.txt no entry has the number 1829')
  t.has('… those of files that are not open too', lines, 'older.jsonl')
  vim.cmd.cclose()
  t.type(':PaperNotes stats<CR>')
  local window, text = t.hover()
  t.has('stats counts', text, 'entries of')
  t.has('… findings by their code', text, 'broken-reference')
  vim.api.nvim_win_close(window, true)
  t.type(':PaperNotes log<CR>')
  t.wait('the log', function()
    return vim.fs.basename(vim.api.nvim_buf_get_name(0)) == 'lsp.log'
  end)
  t.check('log opens the log', vim.bo.readonly)
  vim.cmd.tabclose()
end

local function status(path)
  local function becomes(name, file, pattern)
    t.open(path(file))
    local text
    local ok = pcall(t.wait, pattern, function()
      text = require('paper_notes').status()
      return text:find(pattern)
    end)
    t.check(name, ok, text)
  end
  becomes('the status says how many entries there are and what is found', 'reading.txt', '^notes: %d+ E%d+ W%d+ I%d+ H%d+$')
  vim.cmd.enew()
  t.equal('… and nothing elsewhere', require('paper_notes').status(), '')
end

local function settings(path)
  local wrong = t.open(path('wrong.txt'))
  local function count(code)
    return #t.diagnostics(wrong, code)
  end
  t.wait('the findings', function()
    return count('duplicate-tag') == 1
  end)
  local set = require('paper_notes').set
  t.type(":lua require('paper_notes').set({ diagnostics = { ['duplicate-tag'] = 'off' } })<CR>")
  local ok = pcall(t.wait, 'the finding to go', function()
    return count('duplicate-tag') == 0
  end)
  t.check('a setting that is changed takes effect', ok and count('self-reference') == 1)
  set({ diagnostics = { ['duplicate-tag'] = 'warning' }, language = 'ja' })
  ok = pcall(t.wait, 'Japanese', function()
    local found = vim.diagnostic.get(wrong, { lnum = 12 })[1]
    return count('duplicate-tag') == 1 and found and found.message:find('このノート自身')
  end)
  t.check('… the language, too', ok, vim.inspect(vim.diagnostic.get(wrong, { lnum = 12 })))
  t.has('… of the plugin', require('paper_notes.say').say('a', 'ア'), 'ア')
  set({ language = 'auto' })
  ok = pcall(t.wait, 'English', function()
    local found = vim.diagnostic.get(wrong, { lnum = 12 })[1]
    return found and found.message:find('refers to itself')
  end)
  t.check('… and back', ok)
end

-- `path` tells where a page of the notes is.
return function(path)
  words()
  find(path)
  graph(path)
  browse(path)
  new(path)
  lists(path)
  status(path)
  settings(path)
end
