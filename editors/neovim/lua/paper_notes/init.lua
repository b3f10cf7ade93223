-- What other parts of a configuration may call. Nothing has to be: no `setup()` is needed.
local M = {}

-- For a status line: `%{v:lua.require'paper_notes'.status()}`. See doc/paper-notes.txt.
function M.status()
  return require('paper_notes.status').text()
end

-- Changes settings of the server while it runs, and for those that start later. What is not named stays.
function M.set(settings)
  vim.lsp.config('paper_notes', { settings = { paperNotes = settings } })
  for _, client in ipairs(vim.lsp.get_clients({ name = 'paper_notes' })) do
    client.settings = vim.tbl_deep_extend('force', client.settings or {}, { paperNotes = settings })
    client:notify('workspace/didChangeConfiguration', { settings = client.settings })
  end
end

return M
