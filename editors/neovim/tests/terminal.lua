-- A Neovim in a terminal of the Neovim that runs the script: typed keys go through its own terminal code, and what is
-- read is its screen, with the prompts that a headless one never shows.
local t = require('driver')
local M = {}
M.__index = M

-- The size that terminals open with.
local COLUMNS, LINES = 80, 24

-- Starts it with `arguments` behind `nvim --clean`, in `folder`; `environment` is added to that of the script.
-- `before` is put before the command.
function M.start(folder, arguments, environment, before)
  local command = vim.list_extend(vim.deepcopy(before or {}), { vim.v.progpath, '--clean' })
  vim.list_extend(command, arguments)
  vim.o.columns, vim.o.lines = COLUMNS, LINES + 2
  vim.o.laststatus, vim.o.cmdheight = 0, 1
  vim.cmd.enew()
  local self = setmetatable({ buffer = vim.api.nvim_get_current_buf() }, M)
  vim.api.nvim_win_set_height(0, LINES)
  local options = { cwd = folder, env = vim.tbl_extend('force', { TERM = 'xterm-256color' }, environment or {}) }
  if vim.fn.has('nvim-0.12') == 0 then
    self.job = vim.fn.termopen(command, options)
  else
    options.term = true
    self.job = vim.fn.jobstart(command, options)
  end
  assert(self.job > 0, 'Neovim does not start in a terminal')
  return self
end

-- Types keys as a keyboard sends them.
function M:type(keys)
  vim.fn.chansend(self.job, vim.api.nvim_replace_termcodes(keys, true, true, true))
  t.pause(100)
end

function M:screen()
  return table.concat(vim.api.nvim_buf_get_lines(self.buffer, -LINES - 1, -1, false), '\n')
end

function M:shows(part)
  return self:screen():find(part, 1, true) ~= nil
end

-- Waits for the screen to show something.
function M:wait(part)
  local ok, problem = pcall(t.wait, part, function()
    return self:shows(part)
  end)
  if not ok then
    error(("%s; the terminal:\n%s"):format(problem:match("[^\n]*"), self:screen()), 2)
  end
end

-- What was said so far, by `:messages`.
function M:messages()
  local file = vim.env.SANDBOX .. '/messages'
  vim.fn.delete(file)
  -- It is there only when it is whole.
  local write = 'call writefile([execute("messages")], $SANDBOX .. "/messages.new")'
  self:type((':<C-u>%s | call rename($SANDBOX .. "/messages.new", $SANDBOX .. "/messages")<CR>'):format(write))
  t.wait('the messages', function()
    return vim.uv.fs_stat(file)
  end)
  return vim.trim(t.read(file))
end

-- Whether a prompt waits for a key before anything else can be done.
function M:is_blocked()
  return self:shows('Press ENTER') or self:shows('-- More --') or self:shows('続けるには ENTER')
end

function M:stop()
  vim.fn.jobstop(self.job)
  t.wait('its end', function()
    return vim.fn.jobwait({ self.job }, 0)[1] ~= -1
  end)
  vim.cmd('bwipeout! ' .. self.buffer)
end

return M
