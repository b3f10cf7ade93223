-- What is there from the start: the command, keys to map, and colours for pages of notes. Everything else is
-- read when it is used. Where Neovim is too old for the server's configuration, it says so once, on a page of
-- notes. doc/paper-notes.txt says what there is.
if vim.g.loaded_paper_notes then
  return
end
vim.g.loaded_paper_notes = true

local group = vim.api.nvim_create_augroup('paper_notes', {})

-- Behind Neovim's own autocommands of this event, which clear what was coloured before.
vim.api.nvim_create_autocmd('Syntax', {
  group = group,
  pattern = { 'text', 'markdown' },
  callback = function(event)
    require('paper_notes.colours').add(event.buf, true)
  end,
})
-- A text may become a page of notes while it is written.
vim.api.nvim_create_autocmd({ 'InsertLeave', 'BufWritePost' }, {
  group = group,
  callback = function(event)
    local syntax = vim.bo[event.buf].syntax
    if syntax == 'text' or syntax == 'markdown' then
      require('paper_notes.colours').add(event.buf)
    end
  end,
})

if vim.fn.has('nvim-0.11') == 0 then
  require('paper_notes.old').guard(group)
  return
end

-- Neovim itself only writes into its log that a program is missing.
vim.api.nvim_create_autocmd('FileType', {
  group = group,
  pattern = { 'text', 'markdown' },
  callback = function(event)
    local is_enabled = vim.lsp.is_enabled
    if not is_enabled or is_enabled('paper_notes') then
      require('paper_notes.supervise').may_start(event.buf)
    end
  end,
})

vim.api.nvim_create_autocmd('LspAttach', {
  group = group,
  callback = function(event)
    local client = vim.lsp.get_client_by_id(event.data.client_id)
    if client and client.name == 'paper_notes' then
      require('paper_notes.supervise').attached(client)
      require('paper_notes.completion').attach(event.buf)
    end
  end,
})

-- Neovim draws findings when they come, in what is open then. A page is told its own anew; the settings and the catalogs,
-- which the server is not attached to, are not.
vim.api.nvim_create_autocmd('BufReadPost', {
  group = group,
  callback = function(event)
    for _, client in ipairs(vim.lsp.get_clients({ name = 'paper_notes' })) do
      if not vim.lsp.buf_is_attached(event.buf, client.id) then
        vim.diagnostic.show(vim.lsp.diagnostic.get_namespace(client.id), event.buf)
      end
    end
  end,
})

vim.api.nvim_create_user_command('PaperNotes', function(call)
  require('paper_notes.command').run(call)
end, {
  desc = 'Notes on papers: find, follow and begin entries',
  nargs = '*',
  bang = true,
  complete = function(lead, line)
    return require('paper_notes.command').complete(lead, line)
  end,
})

for _, name in ipairs({ 'find', 'goto', 'graph', 'new', 'problems', 'references' }) do
  vim.keymap.set('n', ('<Plug>(paper-notes-%s)'):format(name), ('<Cmd>PaperNotes %s<CR>'):format(name))
end
