-- The init.lua that the help shows for a Neovim that is older than 0.11.
local here = vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p:h')
vim.opt.runtimepath:append(vim.fn.fnamemodify(here, ':h'))
require('paper_notes.old').setup()

vim.o.columns, vim.o.lines = 120, 50
vim.o.completeopt = 'menuone,noinsert'
vim.o.swapfile = false
vim.o.showmode, vim.o.ruler = false, false
vim.opt.shortmess:append('cFWIs')
package.path = here .. '/?.lua;' .. package.path
