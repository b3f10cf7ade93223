-- The init.lua of a person who has installed the plugin and looks at its status line; `faults.lua` says what else.
local tests = vim.env.PAPER_NOTES_TESTS
vim.opt.runtimepath:append(vim.fs.dirname(tests))
vim.o.swapfile = false
vim.o.laststatus = 2
vim.o.statusline = "%t [%{v:lua.require'paper_notes'.status()}]"
if vim.env.PAPER_NOTES_LUA then
  assert(loadstring(vim.env.PAPER_NOTES_LUA))()
end
vim.lsp.enable('paper_notes')
