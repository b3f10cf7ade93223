-- `:checkhealth paper_notes`: whether everything is there, and if not, what to do.
local say, count = require('paper_notes.say').say, require('paper_notes.say').count
local M = {}

local health = vim.health

-- The most folders that are counted, and how long the server may take, in milliseconds.
local MOST_FOLDERS = 20000
local PATIENCE = 2000

local function neovim()
  if vim.fn.has('nvim-0.11') == 1 then
    health.ok(say('Neovim is new enough', 'Neovim の版は十分です'))
    return true
  end
  local what = say('Neovim 0.11 or newer is needed', 'Neovim 0.11 以降が必要です')
  local advice = say('What older ones can do: :help paper-notes-old', '古い版でできること: :help paper-notes-old')
  -- 0.9 has other names for these.
  ;(health.error or health.report_error)(what, { advice })
  return false
end

-- The version that a program says, as `paper-notes-lsp 0.1.0`.
local function version_of(program)
  local ok, done = pcall(function()
    return vim.system({ program, '--version' }, { text = true, timeout = PATIENCE }):wait()
  end)
  return ok and done.code == 0 and (done.stdout or ''):match('^paper%-notes%-lsp (%S+)') or nil
end

local function compare(version)
  local own = require('paper_notes.version')
  if version == own then
    return health.ok(say('server and plugin are both %s', 'サーバーもプラグインも %s です', own))
  end
  health.warn(say('the server is %s, this plugin %s', 'サーバーは %s、プラグインは %s です', version, own), {
    say('Install both from one version: `cargo install --path .` in the repository', '同じ版から入れてください: リポジトリで `cargo install --path .`'),
  })
end

local function program()
  local cmd = vim.lsp.config.paper_notes.cmd
  if type(cmd) ~= 'table' then
    return health.info(say('`cmd` is a function', '`cmd` は関数です'))
  end
  local path = vim.fn.exepath(cmd[1])
  if path == '' then
    return health.error(say('the program `%s` is not to be found', 'プログラム `%s` が見つかりません', cmd[1]), {
      say(
        'Install it: `cargo install --path .` in the repository, which puts it into ~/.cargo/bin',
        '入れる: リポジトリで `cargo install --path .`(~/.cargo/bin に入ります)'
      ),
      say(
        "Or say where it is: vim.lsp.config('paper_notes', { cmd = { '/path/to/paper-notes-lsp' } })",
        "場所を書く: vim.lsp.config('paper_notes', { cmd = { '/path/to/paper-notes-lsp' } })"
      ),
      say('Then :PaperNotes restart', 'その後 :PaperNotes restart'),
    })
  end
  health.ok(say('the program is %s', 'プログラムは %s です', path))
  local version = version_of(path)
  if version then
    return compare(version)
  end
  local advice = say('Is it another program of this name?', '同じ名前の別のプログラムではありませんか')
  health.error(say('`%s --version` does not name paper-notes-lsp', '`%s --version` が paper-notes-lsp と答えません', path), { advice })
end

local function enabled()
  local is_enabled = vim.lsp.is_enabled
  if is_enabled and not is_enabled('paper_notes') then
    health.error(say('it is not enabled', '有効になっていません'), { "vim.lsp.enable('paper_notes')" })
  end
  if require('paper_notes.supervise').has_given_up() then
    health.error(say('the server ended again and again and is not started any more', 'サーバーが終了を繰り返したので、もう起動しません'), {
      say(':PaperNotes log says why, :PaperNotes restart tries again', ':PaperNotes log で理由を見て、:PaperNotes restart でもう一度起動'),
    })
  end
end

-- Whether the server enters a folder, as far as its name says. It leaves out more: what git ignores.
local function is_entered(name)
  local base = vim.fs.basename(name)
  return not vim.startswith(base, '.') and base ~= 'node_modules' and base ~= 'target'
end

-- How many folders a watch of `root` takes, itself and those below, as far as they are counted.
local function watched_folders(root)
  local found = 1
  local entries = vim.fs.dir(root, {
    depth = 20,
    skip = function(name)
      return is_entered(name) and found < MOST_FOLDERS
    end,
  })
  for name, kind in entries do
    if kind == 'directory' and is_entered(name) then
      found = found + 1
    end
    if found >= MOST_FOLDERS then
      break
    end
  end
  return found
end

-- On Linux Neovim leaves watching to the server, which takes a watch of the kernel for each folder.
local function watching(client)
  local watched = vim.tbl_get(client.capabilities, 'workspace', 'didChangeWatchedFiles', 'dynamicRegistration')
  if watched then
    return health.ok(say('Neovim watches the files', 'ファイルは Neovim が監視します'))
  end
  local file = io.open('/proc/sys/fs/inotify/max_user_watches')
  if not file then
    return health.ok(say('the server watches the files', 'ファイルはサーバーが監視します'))
  end
  local limit = tonumber(file:read('*n'))
  file:close()
  local folders = watched_folders(client.root_dir)
  local text = say(
    'the server watches the files: %s, of %d that the system allows',
    'ファイルはサーバーが監視します: %s、上限 %d',
    count(folders, '%d folder', '%d folders', 'フォルダー %d 個'),
    limit
  )
  if folders * 2 < limit then
    return health.ok(text)
  end
  health.warn(text, { 'sudo sysctl fs.inotify.max_user_watches=524288' })
end

local function notes(client)
  local root = client.root_dir or say('no folder, only the open files', 'フォルダーなし、開いているファイルだけ')
  health.info(say('root: %s', 'ルート: %s', root))
  local params = { command = 'paperNotes.stats', arguments = { vim.empty_dict() } }
  local answer = client:request_sync('workspace/executeCommand', params, PATIENCE)
  local counts = answer and answer.result
  if not counts then
    return health.warn(say('the server does not answer', 'サーバーが答えません'), { ':PaperNotes log', ':PaperNotes restart' })
  end
  if not counts.complete then
    health.info(say('the files are still being read', '読み込み中です'))
  end
  local text = say(
    '%s in %s',
    '%s、%s',
    count(counts.entries, '%d entry', '%d entries', 'ノート %d 件'),
    count(counts.files, '%d file', '%d files', 'ファイル %d 個')
  )
  if counts.entries > 0 then
    return health.ok(text)
  end
  health.warn(text, {
    say('An entry is what has a line `Issue Date: 2025-08-02`', '`Issue Date: 2025-08-02` の行があるものがノートです'),
    say('The root is the nearest folder with .paper-notes.toml, issues.json or .git', 'ルートは .paper-notes.toml、issues.json、.git のある一番近いフォルダーです'),
  })
end

local function clients()
  local found = vim.lsp.get_clients({ name = 'paper_notes' })
  if #found == 0 then
    return health.info(say('no server runs; it starts with the first page of notes', 'サーバーは動いていません。ノートを開くと起動します'))
  end
  for _, client in ipairs(found) do
    notes(client)
    -- Without a folder nothing is watched.
    if client.root_dir then
      watching(client)
    end
  end
end

-- Whether a source of nvim-cmp that asks language servers is among those that are set.
local function cmp_source()
  local config = require('cmp.config').get()
  for _, source in ipairs(config.sources or {}) do
    if source.name == 'nvim_lsp' then
      return source, config
    end
  end
end

local function nvim_cmp()
  local source, config = cmp_source()
  local help = { ':help paper-notes-cmp' }
  if not source then
    return health.error(say('nvim-cmp has no source `nvim_lsp`', 'nvim-cmp に `nvim_lsp` がありません'), help)
  end
  local pattern = vim.tbl_get(source, 'option', 'paper_notes', 'keyword_pattern')
  if pattern then
    health.ok(say('nvim-cmp: `keyword_pattern` is set', 'nvim-cmp: `keyword_pattern` は設定済みです'))
  else
    health.warn(say('nvim-cmp: without `keyword_pattern` the list closes at brackets', 'nvim-cmp: `keyword_pattern` がないと括弧で一覧が閉じます'), help)
  end
  if config.sorting.comparators[1] == require('cmp').config.compare.sort_text then
    health.ok(say("nvim-cmp: the server's order is kept", 'nvim-cmp: サーバーの順序のままです'))
  else
    health.warn(say("nvim-cmp: another order than the server's, which knows what a note likely cites", 'nvim-cmp: 順序がサーバーのもの(引用しそうな順)と違います'), help)
  end
end

local function blink_cmp()
  local config = require('blink.cmp.config')
  local help = { ':help paper-notes-blink' }
  local sorts = config.fuzzy.sorts
  if type(sorts) == 'table' and sorts[1] == 'sort_text' then
    health.ok(say("blink.cmp: the server's order is kept", 'blink.cmp: サーバーの順序のままです'))
  else
    health.warn(say("blink.cmp: another order than the server's, which knows what a note likely cites", 'blink.cmp: 順序がサーバーのもの(引用しそうな順)と違います'), help)
  end
  if config.fuzzy.implementation == 'lua' then
    health.warn(
      say(
        'blink.cmp: its matcher in Lua takes ・ for a letter and finds nothing behind it',
        'blink.cmp: Lua の照合は ・ を文字とみなし、その後ろで何も見つけません'
      ),
      help
    )
  end
end

local function completion()
  local has_cmp, has_blink = package.loaded['cmp'] ~= nil, package.loaded['blink.cmp'] ~= nil
  if has_cmp then
    nvim_cmp()
  end
  if has_blink then
    blink_cmp()
  end
  if has_cmp or has_blink then
    return
  end
  local options = vim.opt.completeopt:get()
  if vim.tbl_contains(options, 'menuone') then
    health.ok(say("Neovim's own completion", 'Neovim 自身の補完'))
  else
    health.info(
      say(
        "Neovim's own completion shows no list of one: 'completeopt' has no `menuone`",
        "Neovim 自身の補完: 'completeopt' に `menuone` がなく、候補が一つの一覧は出ません"
      )
    )
  end
end

function M.check()
  health.start('paper-notes')
  if not neovim() then
    return
  end
  program()
  enabled()
  health.start(say('notes', 'ノート'))
  clients()
  health.start(say('completion', '補完'))
  completion()
end

return M
