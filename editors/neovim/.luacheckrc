-- For `luacheck editors/neovim` (Debian: lua-check): what Neovim adds, and lines as long as the text needs.
std = 'luajit'
globals = { 'vim' }
max_line_length = 160
