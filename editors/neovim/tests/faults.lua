-- What a person sees when something is wrong: the server is missing, of another version, no server at all, killed again
-- and again; the folder cannot be written, or has no notes. In a terminal of the usual size, where a message that is too
-- long asks for a key.
local t = require('driver')
local terminal = require('terminal')
local sandbox = vim.uv.fs_realpath(vim.env.SANDBOX)
local notes = sandbox .. '/notes'
local here = vim.fs.dirname(vim.fs.abspath(debug.getinfo(1, 'S').source:sub(2)))

-- Neovim on files of `folder`, with Lua that is run before the server is enabled.
local function open(folder, files, lua, environment, before)
  environment = vim.tbl_extend('force', { PAPER_NOTES_TESTS = here, PAPER_NOTES_LUA = lua }, environment or {})
  return terminal.start(folder, vim.list_extend({ '-u', here .. '/faults_init.lua' }, files), environment, before)
end

-- The servers that were started so far, by the wrapper on PATH.
local function pids()
  local file = io.open(sandbox .. '/server.pids')
  local all = file and file:read('a') or ''
  if file then
    file:close()
  end
  return vim.split(vim.trim(all), '\n', { trimempty = true })
end

local function count(text, part)
  return select(2, text:gsub(vim.pesc(part), ''))
end

local function kill_last()
  local before = #pids()
  vim.uv.kill(tonumber(pids()[before]), 'sigkill')
  return before
end

local function killed()
  local nvim = open(notes, { 'reading.txt' })
  nvim:wait('notes: 20')
  for round = 1, 2 do
    local before = kill_last()
    -- One entry more, of which only the next server can tell: what is drawn may still be what the last one said.
    t.write(('%s/more-%d.txt'):format(notes, round), ("Issue Date: 2025-01-01\nPaper %d of Its Own Kind, A B+, ACL'25\n"):format(round))
    t.wait('another server', function()
      return #pids() == before + 1
    end)
    nvim:wait('the server ended and is started again')
    nvim:wait('notes: ' .. 20 + round)
    t.equal(('killed %d times, it is there again'):format(round), #pids(), before + 1)
    t.check('… said in one line', not nvim:is_blocked(), nvim:screen())
  end
  local before = kill_last()
  nvim:wait('server ended 3 times; :PaperNotes log or restart')
  t.pause(1500)
  t.equal('killed three times, it is not started any more', #pids(), before)
  t.check('… said in one line', not nvim:is_blocked(), nvim:screen())
  nvim:type(':edit wrong.txt<CR>')
  nvim:wait('wrong.txt')
  t.pause(500)
  t.equal('… not by another page either', #pids(), before)
  local said = nvim:messages()
  t.equal('… which is said once', count(said, 'server ended 3 times'), 1)
  t.equal('… and two times that it was started again', count(said, 'is started again'), 2)
  t.equal('… in the place of what Neovim says', count(said, 'quit with exit code'), 0)
  nvim:type(':PaperNotes restart<CR>')
  nvim:wait('notes: 22')
  t.equal(':PaperNotes restart starts it', #pids(), before + 1)
  nvim:stop()
end

-- Neovim where the program is not to be found.
local function missing()
  t.write(sandbox .. '/other.txt', 'No page of notes.\n')
  local nothing = { PATH = '/usr/bin:/bin' }
  local nvim = open(notes, { '../other.txt' }, nil, nothing)
  nvim:wait('other.txt')
  t.pause(500)
  t.equal('without the program a text that is no notes says nothing', nvim:messages(), '')
  nvim:type(':edit reading.txt<CR>')
  nvim:wait('paper-notes: no program paper-notes-lsp; :checkhealth paper_notes')
  t.check('… a page of notes says so in one line', not nvim:is_blocked(), nvim:screen())
  nvim:type(':edit wrong.txt<CR>')
  nvim:wait('wrong.txt')
  t.pause(300)
  local said = nvim:messages()
  t.equal('… once', count(said, 'no program'), 1)
  t.check('… and nothing else is wrong', not said:find('Error', 1, true), said)
  nvim:type(':PaperNotes find magpie<CR>')
  nvim:wait('the server does not run; :checkhealth paper_notes')
  nvim:type(':checkhealth paper_notes<CR>')
  nvim:wait('ERROR the program paper-notes-lsp is not to be found')
  t.check(':checkhealth says how to install it', nvim:shows('cargo install --path .'), nvim:screen())
  nvim:stop()
end

local function another_version()
  local nvim = open(notes, { 'reading.txt' }, 'package.preload["paper_notes.version"] = function() return "9.9.9" end')
  nvim:wait('server 0.1.0, plugin 9.9.9; :checkhealth paper_notes')
  t.check('another version is said in one line', not nvim:is_blocked(), nvim:screen())
  nvim:wait('notes: 20')
  nvim:type(':edit wrong.txt<CR>')
  nvim:wait('wrong.txt')
  t.pause(300)
  t.equal('… once', count(nvim:messages(), 'plugin 9.9.9'), 1)
  nvim:type(':checkhealth paper_notes<CR>')
  nvim:wait('the server is 0.1.0, this plugin 9.9.9')
  t.check(':checkhealth says so too', true)
  nvim:stop()
end

-- A program of this name that is none.
local function no_server()
  local nvim = open(notes, { 'reading.txt' }, "vim.lsp.config('paper_notes', { cmd = { 'false' } })")
  nvim:wait('the server did not start (1); :PaperNotes log')
  t.check('a program that is no server is said in one line', not nvim:is_blocked(), nvim:screen())
  nvim:type(':edit wrong.txt<CR>')
  nvim:wait('wrong.txt')
  t.pause(1500)
  local said = nvim:messages()
  t.equal('a program that ends at once is not started again', count(said, 'did not start'), 1)
  nvim:stop()
end

-- A folder that nothing can be written to. To root that takes a mount.
local function read_only()
  local before
  if vim.uv.getuid() == 0 then
    local mount = ('mount --bind %s %s && mount -o remount,ro,bind %s && exec "$@"'):format(notes, notes, notes)
    before = { 'unshare', '--mount', 'sh', '-c', mount, 'sh' }
    if vim.system({ 'unshare', '--mount', 'sh', '-c', mount, 'sh', 'true' }):wait().code ~= 0 then
      return t.say('      (a read-only folder cannot be made here)')
    end
  else
    vim.fn.system({ 'chmod', '-R', 'a-w', notes })
  end
  local text = t.read(notes .. '/wrong.txt')
  local nvim = open(notes, { '+5', 'wrong.txt' }, nil, nil, before)
  nvim:wait('notes: 20 E4')
  t.equal('a read-only folder is read without a word', vim.trim((nvim:messages():gsub('"wrong.txt".-\n?$', ''))), '')
  nvim:type(':lua vim.lsp.buf.code_action({ apply = true, filter = function(a) return a.isPreferred end })<CR>')
  nvim:wait('#Pretraining #NLP')
  t.wait('the fix', function()
    return not nvim:shows('Multi-Token')
  end)
  nvim:type(':write<CR>')
  t.wait('what Neovim says', function()
    return nvim:shows('is read-only') or nvim:shows('E212') or nvim:shows('E45')
  end)
  t.check('… a fix is made in the buffer, and :write says that it cannot be written', true)
  t.equal('… which is so', t.read(notes .. '/wrong.txt'), text)
  nvim:stop()
  if vim.uv.getuid() ~= 0 then
    vim.fn.system({ 'chmod', '-R', 'u+w', notes })
  end
end

local function without_notes()
  vim.fn.mkdir(sandbox .. '/empty', 'p')
  t.write(sandbox .. '/empty/shopping.txt', 'milk\n#bread\n・2094\n')
  local nvim = open(sandbox .. '/empty', { 'shopping.txt' })
  nvim:wait('shopping.txt []')
  t.pause(1500)
  t.check('a folder without notes shows nothing', nvim:shows('shopping.txt []') and not nvim:shows('W1'), nvim:screen())
  t.equal('… and says nothing', vim.trim((nvim:messages():gsub('"shopping.txt"[^\n]*', ''))), '')
  nvim:type(':PaperNotes find magpie<CR>')
  nvim:wait('no entry has all of: magpie')
  nvim:type(':PaperNotes graph<CR>')
  nvim:wait('no entry stands there')
  t.check('… its commands say so in one line', not nvim:is_blocked(), nvim:screen())
  nvim:type(':checkhealth paper_notes<CR>')
  nvim:wait('0 entries in')
  t.check(':checkhealth says what an entry is', nvim:shows('An entry is what has a line'), nvim:screen())
  nvim:stop()
end

-- The smallest repository, in which nothing stands in the plural, beside folders that the server does not enter.
local function one_entry()
  local folder = sandbox .. '/one'
  vim.fn.mkdir(folder .. '/.git/objects', 'p')
  vim.fn.mkdir(folder .. '/node_modules/deep', 'p')
  t.write(folder .. '/page.txt', "#NLP\nIssue Date: 2025-01-01\nA Paper of Its Own Kind, A B+, ACL'25\n")
  local nvim = open(folder, { 'page.txt' })
  nvim:wait('notes: 1')
  nvim:type(':checkhealth paper_notes<CR>')
  nvim:wait("Neovim's own completion")
  t.check('one entry and one file are no plural', nvim:shows('1 entry in 1 file'), nvim:screen())
  if vim.fn.has('linux') == 1 then
    t.check('… nor is the one folder that is watched', nvim:shows('the server watches the files: 1 folder, of'), nvim:screen())
  end
  nvim:type(':bwipeout!<CR>:PaperNotes stats<CR>')
  nvim:wait('with a number')
  t.check('… nor what :PaperNotes stats counts', nvim:shows('1 entry of 1 paper ') and nvim:shows('0 references, 1 tag\n'), nvim:screen())
  t.check('… and its file', nvim:shows('in 1 file '), nvim:screen())
  nvim:stop()
end

local function in_japanese()
  local japanese = { LC_ALL = '', LC_MESSAGES = 'ja_JP.UTF-8', LC_CTYPE = 'C.UTF-8', LANG = 'C.UTF-8' }
  local nvim = open(notes, { '+/・\\zs2094', 'reading.txt' }, nil, japanese)
  nvim:wait('ノート: 20')
  nvim:type('K')
  nvim:wait('2 件のノートが参照しています。')
  t.check('in a Japanese locale a hover is Japanese', true)
  nvim:type('<Esc>:PaperNotes graph<CR>')
  nvim:wait('→ 参照先')
  t.check('… and so is the graph', nvim:shows('<Tab> 展開'), nvim:screen())
  nvim:type('q:PaperNotes goto 99999<CR>')
  nvim:wait('番号 99999 のノートはありません')
  nvim:type(':checkhealth paper_notes<CR>')
  nvim:wait('サーバーもプラグインも')
  t.check('… messages and :checkhealth', true)
  nvim:stop()
end

t.play(function()
  missing()
  another_version()
  no_server()
  without_notes()
  one_entry()
  in_japanese()
  read_only()
  killed()
end, function(passed, failed)
  t.say(('faults: %d passed, %d failed'):format(passed, failed))
end)
