-- What people are told, in their language: that of the server's messages. It is the setting `language`, or
-- that of the environment, which is where the server looks too, for Neovim names it none.
local M = {}

function M.language()
  local config = vim.lsp.config and vim.lsp.config.paper_notes or {}
  local set = vim.tbl_get(config, 'settings', 'paperNotes', 'language')
  if set == 'en' or set == 'ja' then
    return set
  end
  for _, name in ipairs({ 'LC_ALL', 'LC_MESSAGES', 'LANG' }) do
    local locale = vim.env[name]
    if locale and locale ~= '' then
      return locale:match('^[^-_.@]*'):lower() == 'ja' and 'ja' or 'en'
    end
  end
  return 'en'
end

-- One of two formats, filled in.
function M.say(english, japanese, ...)
  return (M.language() == 'ja' and japanese or english):format(...)
end

-- A count with its noun. Japanese has no plural, English has: `one` is said of 1, `many` of all else.
function M.count(count, one, many, japanese)
  return M.say(count == 1 and one or many, japanese, count)
end

-- A title, short enough that a message with it asks for no key.
function M.short(title)
  local cut = vim.fn.strcharpart(title, 0, 24)
  return cut == title and title or cut .. '…'
end

-- The same as a message, in 54 columns at most: with what stands before it a longer one would ask for a key in a terminal
-- of 80. Not at once: within an autocommand one of level ERROR would be an error of Neovim's own.
function M.notify(level, english, japanese, ...)
  local text = 'paper-notes: ' .. M.say(english, japanese, ...)
  vim.schedule(function()
    vim.notify(text, level)
  end)
end

local told = {}

-- The same, but only once in a session whatever happens: it is about something that does not pass by itself.
function M.notify_once(key, level, english, japanese, ...)
  if not told[key] then
    told[key] = true
    M.notify(level, english, japanese, ...)
  end
end

-- Lets something be told again, because the person did something about it.
function M.forget(key)
  told[key] = nil
end

return M
