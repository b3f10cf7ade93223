-- The configuration that `editors/try` shows the server with: the two lines of README.md, and what makes
-- its answers easy to see.
local here = vim.fs.dirname(vim.fs.abspath(debug.getinfo(1, 'S').source:sub(2)))

vim.opt.runtimepath:append(vim.fs.dirname(here))
vim.lsp.enable('paper_notes')

-- A list with one item is a list too, and nothing is put in before it is chosen. Where there is room, the
-- selected entry is shown beside the list.
vim.o.completeopt = vim.o.columns < 140 and 'menuone,noinsert' or 'menuone,noinsert,popup'
vim.o.winborder = 'rounded'
vim.o.swapfile = false
vim.o.laststatus = 2
vim.o.linebreak = true
vim.o.signcolumn = 'yes'
vim.opt.shortmess:append('cI')
vim.diagnostic.config({ virtual_text = { source = true }, severity_sort = true })

vim.api.nvim_create_autocmd('LspAttach', {
  callback = function(event)
    vim.lsp.completion.enable(true, event.data.client_id, event.buf, { autotrigger = true })
    vim.keymap.set('n', 'gd', vim.lsp.buf.definition, { buffer = event.buf, desc = 'Go to the entry' })
    vim.keymap.set('n', 'gl', vim.diagnostic.setloclist, { buffer = event.buf, desc = 'List the warnings' })
  end,
})

-- What there is to try, where it does not go away; 80 columns hold it.
vim.o.winbar = ' K explains ・2094 │ gd goes there, CTRL-O back │ i ・magp or #Lang, CTRL-Y '
vim.o.statusline = ' %f │ :e wrong.txt │ gl lists warnings │ gra fixes, u undoes │ :qa! '
