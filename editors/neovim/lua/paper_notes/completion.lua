-- nvim-cmp and blink.cmp compare the last byte before the cursor with the characters that open the list, so that `・`,
-- which has three, never does. Here it does, as `#` does, for those of the two that are there and open by themselves.
local M = {}

local BULLET = '・'

local function open_cmp()
  local cmp = package.loaded['cmp']
  local config = cmp and package.loaded['cmp.config']
  if config and config.enabled() and config.get().completion.autocomplete then
    cmp.complete()
  end
end

local function open_blink()
  local blink = package.loaded['blink.cmp']
  local config = blink and package.loaded['blink.cmp.config']
  if config and config.enabled() and config.completion.trigger.show_on_trigger_character then
    blink.show()
  end
end

local function open()
  local column = vim.api.nvim_win_get_cursor(0)[2]
  if vim.api.nvim_get_current_line():sub(1, column):sub(-#BULLET) == BULLET then
    open_cmp()
    open_blink()
  end
end

-- Both plugins may be loaded later than the page.
function M.attach(buffer)
  local group = vim.api.nvim_create_augroup('paper_notes_bullet_' .. buffer, {})
  vim.api.nvim_create_autocmd('TextChangedI', { group = group, buffer = buffer, callback = open })
end

return M
