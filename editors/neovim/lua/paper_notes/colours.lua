-- Adds the colours of notes to a buffer that is a page of them, beside those that its file type has. With the
-- server, its semantic tokens lie over them and look the same.
local M = {}

-- `anew` where the colours that were there have just been cleared.
function M.add(buffer, anew)
  -- An empty 'syntax' is how tree-sitter says that it colours the text.
  local syntax = vim.bo[buffer].syntax
  if (vim.b[buffer].paper_notes_colours == syntax and not anew) or (syntax ~= 'text' and syntax ~= 'markdown') then
    return
  end
  if not require('paper_notes.page').is_page(buffer) then
    return
  end
  vim.api.nvim_buf_call(buffer, function()
    vim.cmd('runtime! syntax/paper_notes.vim')
  end)
end

return M
