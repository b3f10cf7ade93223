-- The help: its tags are made and found, it knows every word of the command, every setting of the server and every group
-- of colours, and `:checkhealth` finds the plugin.
local t = require('driver')

local here = vim.fs.dirname(vim.fs.abspath(debug.getinfo(1, 'S').source:sub(2)))

-- Does what the install text says, on a copy: the tags go beside the help.
local function tags()
  local folder = vim.env.SANDBOX .. '/help'
  vim.fn.mkdir(folder .. '/doc', 'p')
  local plugin = vim.fs.dirname(here)
  local text = t.read(plugin .. '/doc/paper-notes.txt')
  t.write(folder .. '/doc/paper-notes.txt', text)
  local said = t.read(plugin .. '/README.md'):match('## Install\n.-\n## '):match('`:(helptags [^`]+)`')
  t.equal('the install text says how the help is made', said, 'helptags ALL')
  t.has('… and so does that of the project', t.read(vim.fs.dirname(vim.fs.dirname(plugin)) .. '/README.md'), '`:helptags ALL`')
  local path = vim.o.runtimepath
  vim.o.runtimepath = folder
  vim.cmd(said)
  vim.o.runtimepath = path
  vim.opt.runtimepath:prepend(folder)
  vim.cmd.help('paper-notes')
  t.equal(':help paper-notes opens', vim.fs.basename(vim.api.nvim_buf_get_name(0)), 'paper-notes.txt')
  vim.cmd.helpclose()
  return text
end

local function has_tags(name, wanted)
  local missing = vim.tbl_filter(function(tag)
    return not pcall(vim.cmd.help, tag) or vim.fs.basename(vim.api.nvim_buf_get_name(0)) ~= 'paper-notes.txt'
  end, wanted)
  vim.cmd('silent! helpclose')
  t.equal(name, missing, {})
end

-- What stands between bars is a tag somewhere.
local function links(text)
  local broken = {}
  for link in text:gmatch('|([^%s|]+)|') do
    if not pcall(vim.cmd.help, link) then
      table.insert(broken, link)
    end
    vim.cmd('silent! helpclose')
  end
  t.equal('… and all its links lead somewhere', broken, {})
end

local function settings(path)
  local program = vim.env.SANDBOX .. '/bin/paper-notes-lsp'
  local done = vim.system({ program, 'config', path('') }, { text = true }):wait()
  local names = { 'paper-notes-diagnostics' }
  for line in vim.gsplit(done.stdout, '\n') do
    local name = line:match('^#? ?([%l-]+) = ')
    if line == '[diagnostics]' then
      break
    elseif name then
      table.insert(names, 'paper-notes-' .. name:gsub('%-(%l)', string.upper))
    end
  end
  t.check('the program names its settings', #names > 10, done)
  has_tags('… and the help knows each', names)
end

local function health(path)
  t.open(path('reading.txt'))
  t.type(':PaperNotes health<CR>')
  t.wait('the report', function()
    return vim.bo.filetype == 'checkhealth' and vim.fn.search('Neovim is new enough', 'nw') > 0
  end)
  local report = t.text(0)
  t.has(':PaperNotes health says where the program is', report, 'the program is ' .. vim.env.SANDBOX)
  t.has('… that the versions are equal', report, 'server and plugin are both')
  t.has('… what is read', report, 'root: ' .. path(''):sub(1, -2))
  t.check('… how many entries there are', report:find('%d+ entries in %d+ files'), report)
  t.has('… who watches the files', report, 'the files')
  -- Elsewhere than on Linux there is no number of folders to compare with.
  if vim.fn.has('linux') == 1 then
    t.has('… in how many folders: the root and the three below', report, 'the server watches the files: 4 folders, of ')
  end
  t.check('… and that nothing is wrong', not report:find('ERROR') and not report:find('WARNING'), report)
  vim.cmd('silent bwipeout!')
end

-- `path` tells where a page of the notes is.
return function(path)
  local text = tags()
  local words = vim.fn.getcompletion('PaperNotes ', 'cmdline')
  has_tags('every word of the command has its help', vim.tbl_map(function(word)
    return ':PaperNotes-' .. word
  end, words))
  settings(path)
  for _, group in ipairs(vim.fn.getcompletion('paperNotes', 'highlight')) do
    t.has(('the help names the colour %s'):format(group), text, group)
  end
  links(text)
  health(path)
end
