-- Looks after the server: says once when it is missing or of another version, starts it again when it ended
-- unasked, and gives up where that happens again and again.
local program = require('paper_notes.program')
local say = require('paper_notes.say')
local M = {}

-- So many ends within so many milliseconds, and it is not started any more.
M.MOST_ENDS = 3
local WITHIN = 3 * 60 * 1000
-- How long after an end it is started again. Neovim has forgotten the old client by then.
local PAUSE = 500

-- When the server ended, and whether no more is tried.
local ends, given_up = {}, false
-- Clients that have been ready, and those that were told to stop, by their id.
local ready, stopping = {}, {}

-- The program of the configuration, if it is one that can be looked for.
local function configured()
  local cmd = vim.lsp.config.paper_notes.cmd
  return type(cmd) == 'table' and cmd[1] or nil
end

-- Whether the server may be started for a buffer. Where it may not, a page of notes says why.
function M.may_start(buffer)
  local name = configured()
  if name and not program.is_there(name, buffer, ':checkhealth paper_notes') then
    return false
  end
  return not given_up
end

-- Compares the version of a server that got ready with that of this plugin.
function M.attached(client)
  if ready[client.id] then
    return
  end
  ready[client.id] = true
  local own = require('paper_notes.version')
  local its = client.server_info and client.server_info.version
  if its ~= own then
    say.notify_once(
      'version ' .. tostring(its),
      vim.log.levels.WARN,
      'server %s, plugin %s; :checkhealth paper_notes',
      '版の不一致: %s と %s。:checkhealth paper_notes',
      its or '?',
      own
    )
  end
end

-- Starts it for all buffers that have it, or had it.
local function start()
  if vim.lsp.is_enabled and not vim.lsp.is_enabled('paper_notes') then
    return
  end
  vim.lsp.enable('paper_notes')
end

local function give_up(english, japanese, ...)
  given_up = true
  say.notify(vim.log.levels.ERROR, english, japanese, ...)
end

-- Neovim says of a client that ended more than fits in a line of the screen, and asks for a key. What is said here
-- takes its place.
local function quieten_neovim()
  local original = vim.notify
  local function filtered(message, ...)
    if not vim.startswith(message, 'Client paper_notes quit') then
      return original(message, ...)
    end
  end
  vim.notify = filtered
  vim.defer_fn(function()
    if vim.notify == filtered then
      vim.notify = original
    end
  end, 100)
end

-- The `on_exit` of the configuration. A server that was told to stop ends with 0, or by the signal 15 that
-- Neovim sends.
function M.ended(code, signal, id)
  local was_ready = ready[id]
  ready[id] = nil
  local asked = stopping[id] or (code == 0 and signal == 0 and was_ready) or signal == 15
  if asked or given_up or vim.v.exiting ~= vim.NIL then
    return
  end
  quieten_neovim()
  -- One that ends by itself so early would do so again; one that was killed would not.
  if not was_ready and signal == 0 then
    return give_up(
      'the server did not start (%d); :PaperNotes log',
      'サーバーが起動しません(%d)。:PaperNotes log',
      code
    )
  end
  local now = vim.uv.now()
  ends = vim.tbl_filter(function(time)
    return now - time < WITHIN
  end, ends)
  table.insert(ends, now)
  if #ends >= M.MOST_ENDS then
    return give_up(
      'server ended %d times; :PaperNotes log or restart',
      'サーバーが %d 回終了: :PaperNotes log か restart',
      #ends
    )
  end
  say.notify(vim.log.levels.WARN, 'the server ended and is started again', 'サーバーが終了したので起動し直します')
  vim.defer_fn(start, PAUSE)
end

function M.has_given_up()
  return given_up
end

-- Starts anew, whatever happened before: the person asked for it.
function M.restart()
  ends, given_up = {}, false
  program.forget()
  local clients = vim.lsp.get_clients({ name = 'paper_notes' })
  for _, client in ipairs(clients) do
    stopping[client.id] = true
    client:stop()
  end
  local waited = 0
  local function go_on()
    waited = waited + 1
    local left = vim.lsp.get_clients({ name = 'paper_notes', _uninitialized = true })
    if #left == 0 then
      return start()
    end
    -- One that does not end by itself in two seconds is ended.
    if waited == 20 then
      vim.iter(left):each(function(client)
        client:stop(true)
      end)
    end
    if waited < 40 then
      vim.defer_fn(go_on, 100)
    end
  end
  go_on()
end

return M
