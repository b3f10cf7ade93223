-- What Neovim 0.7 to 0.10 can do with `paper_notes.old`, by the keys that it maps. The driver needs a few names that came
-- later.
vim.uv = vim.uv or vim.loop
vim.fs = vim.fs or {
  basename = function(file)
    return vim.fn.fnamemodify(file, ':t')
  end,
}
vim.lsp.get_clients = vim.lsp.get_clients or function()
  return vim.lsp.get_active_clients()
end
if type(vim.cmd) == 'function' then
  local run = vim.cmd
  vim.cmd = setmetatable({}, {
    __call = function(_, command)
      run(command)
    end,
    __index = function(_, name)
      return function(argument)
        run(name .. ' ' .. (argument or ''))
      end
    end,
  })
end

local t = require('driver')
local notes = vim.loop.fs_realpath(vim.env.SANDBOX .. '/notes')

local function path(name)
  return notes .. '/' .. name
end

local function here()
  return vim.fs.basename(vim.api.nvim_buf_get_name(0)) .. ':' .. vim.api.nvim_win_get_cursor(0)[1]
end

local function becomes(name, condition)
  local ok, problem = pcall(t.wait, name, condition)
  t.check(name, ok, problem)
end

local function reading()
  t.open(path('reading.txt'))
  t.go_to('・2094')
  t.type('K')
  local window = t.hover()
  local text = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, true)
  t.has('K shows the entry behind a number', text, 'Magpie: Alignment Data Synthesis')
  vim.api.nvim_win_close(window, true)
  t.type('<C-]>')
  becomes('CTRL-] goes there', function()
    return here() == 'issues.json:3'
  end)
  t.open(path('reading.txt'))
  t.type('grr')
  becomes('grr lists who refers to it', function()
    return #vim.fn.getqflist() > 1
  end)
  vim.cmd('cclose')
  vim.fn.setqflist({}, 'r')
  vim.fn.setloclist(0, {}, 'r')
  t.type('gO')
  becomes('gO lists the entries', function()
    return #vim.fn.getqflist() + #vim.fn.getloclist(0) > 3
  end)
  vim.cmd('cclose | lclose')
end

local function complete(typed, label, expected)
  t.open(path('reading.txt'))
  t.go_to('・2094')
  local menu, line = t.complete('o', typed, '<C-x><C-o>', expected)
  t.has(('CTRL-X CTRL-O behind %s offers %s'):format(typed, label), menu, label)
  t.equal('… and puts in', line, expected)
end

local function writing()
  local buffer = t.open(path('wrong.txt'))
  becomes('findings are marked', function()
    return #t.diagnostics(buffer, 'broken-reference') == 1 and #t.diagnostics(buffer) > 8
  end)
  local before = t.text(buffer)
  vim.api.nvim_win_set_cursor(0, { 5, 0 })
  local select = vim.ui.select
  vim.ui.select = function(items, _, on_choice)
    on_choice(items[1], 1)
  end
  t.type('gra')
  becomes('gra removes a copy', function()
    return not t.text(buffer):find('Multi-Token Attention', 1, true)
  end)
  vim.ui.select = select
  t.normal_mode()
  t.type('u')
  t.wait('the undo', function()
    return t.text(buffer) == before
  end)
  local page = t.open(path('reading.txt'))
  t.go_to('#SyntheticData')
  vim.lsp.buf.rename('Made Data')
  becomes('a tag is renamed', function()
    return t.text(page):find('\n#Made Data\n', 1, true)
  end)
  vim.cmd('silent undo')
end

local function colours()
  t.open(path('reading.txt'))
  local name = vim.fn.synIDattr(vim.fn.synID(2, 1, true), 'name')
  t.equal('tags have their colour', name, 'paperNotesTag')
end

t.play(function()
  local version = vim.version()
  t.say(('Neovim %d.%d.%d'):format(version.major, version.minor, version.patch))
  local buffer = t.open(path('reading.txt'))
  t.client(buffer)
  t.wait('the notes to be read', function()
    return #vim.diagnostic.get() > 0
  end)
  reading()
  complete('・magp', '2094  Magpie', '・2094')
  complete('・align xu', '2094  Magpie', '・2094')
  complete('#Lang', 'LanguageModel', '#LanguageModel')
  complete('#Superv', 'Supervised-FineTuning (SFT)', '#Supervised-FineTuning (SFT)')
  writing()
  colours()
end, function(passed, failed)
  t.say(('old: %d passed, %d failed'):format(passed, failed))
end)
