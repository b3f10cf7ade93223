-- The user's init.lua of the tests: the two lines that README.md asks for, and what a test needs to see
-- the same thing on every machine.
local here = vim.fs.dirname(vim.fs.abspath(debug.getinfo(1, 'S').source:sub(2)))

vim.opt.runtimepath:append(vim.fs.dirname(here))
vim.lsp.enable('paper_notes')

-- The driver reads the screen, so its size is part of what is tested.
vim.o.columns, vim.o.lines = 120, 50
-- With the default a list with one item is not shown, so there would be nothing to look at.
vim.o.completeopt = 'menuone,noinsert'
vim.o.swapfile = false
-- A machine that stands still for a moment is no reason to go on without colours, and to ask for a key.
vim.o.redrawtime = 60000
-- Headless, Neovim prints its messages between those of the test.
vim.o.showmode, vim.o.ruler = false, false
vim.opt.shortmess:append('cFWIs')
package.path = here .. '/?.lua;' .. package.path
