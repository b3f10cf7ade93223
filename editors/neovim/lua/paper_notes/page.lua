-- Tells pages of notes from other texts without the server: most files of the types `text` and `markdown`
-- are none, and nobody wants anything done to those. Runs in Neovim 0.7 too.
local M = {}

-- The line that makes an entry. Prose that mentions it has no date behind it.
local ANCHOR = [[\CIssue Date:\s*\d]]

-- How long a big text is searched, in milliseconds.
local PATIENCE = 100

-- Whether a text begins with front matter that gives a number, as that of a single note does. Other
-- Markdown has a title and a date there too.
local function is_single_note(buffer)
  local lines = vim.api.nvim_buf_get_lines(buffer, 0, 50, false)
  if lines[1] ~= '---' then
    return false
  end
  local keys = {}
  for at = 2, #lines do
    if lines[at] == '---' then
      local stem = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(buffer), ':t:r')
      local numbered = keys.issue or keys.number or stem:find('^%d+$') or stem:find('^%d+%-')
      return numbered and keys.title or false
    end
    local key = lines[at]:match('^(%a+):')
    if key then
      keys[key] = true
    end
  end
  return false
end

function M.is_page(buffer)
  if not vim.api.nvim_buf_is_loaded(buffer) then
    return false
  end
  local found = vim.api.nvim_buf_call(buffer, function()
    return vim.fn.search(ANCHOR, 'ncw', 0, PATIENCE)
  end)
  return found > 0 or is_single_note(buffer) and true or false
end

return M
