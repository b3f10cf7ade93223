-- Whether there is a server to be started. Runs in Neovim 0.7 too.
local say = require('paper_notes.say')
local M = {}

-- Whether a program can be run. Where it cannot, a page of notes says so once, and where in the help more stands.
function M.is_there(name, buffer, more)
  if vim.fn.executable(name) == 1 then
    return true
  end
  if require('paper_notes.page').is_page(buffer) then
    say.notify_once('missing', vim.log.levels.ERROR, 'no program %s; %s', '%s がありません。%s', name, more)
  end
  return false
end

-- Lets it be said again: the person did something about it.
function M.forget()
  say.forget('missing')
end

return M
