-- Formatting: a page that runs on becomes block style, a selection alone does, and u takes it back to the byte. The
-- cursor and marks (extmarks, on which signs and findings stand) stay on the text they stand on.
local t = require('driver')

local RUN_ON = 'を導入😱。 #NLP #2D (Image) Issue: 951 Issue Date: 2024-03-05 A Paper on Formatting, Jane Doe+, ACL\'24 '
  .. 'Summary要約😱。 Comment・2094 #QA Issue Date: 2024-03-06 Another Paper on It, Max Muster+, ACL\'24 Comment文。'
local FIRST = 'を導入😱。\n\n#NLP\n#2D (Image)\nIssue: 951\nIssue Date: 2024-03-05\nA Paper on Formatting, Jane Doe+, ACL\'24\n'
  .. 'Summary要約😱。\nComment・2094\n\n'
local SECOND = '#QA Issue Date: 2024-03-06 Another Paper on It, Max Muster+, ACL\'24 Comment文。'
local SECOND_BLOCK = '#QA\nIssue Date: 2024-03-06\nAnother Paper on It, Max Muster+, ACL\'24\nComment文。\n'

-- Opens a new page with these bytes, waits until `change` has changed it, and returns its buffer.
local function changed(path, name, bytes, at, change)
  t.write(path(name), bytes)
  local buffer = t.open(path(name))
  t.client(buffer)
  t.go_to(at)
  local before = t.text(buffer)
  change(buffer)
  t.wait(name .. ' to be formatted', function()
    return t.text(buffer) ~= before
  end)
  return buffer, before
end

local function gone(path, name, buffer)
  t.normal_mode()
  vim.cmd('silent bdelete! ' .. buffer)
  assert(vim.uv.fs_unlink(path(name)))
end

-- The line of a place up to it.
local function up_to(buffer, row, column)
  local line = vim.api.nvim_buf_get_lines(buffer, row - 1, row, true)[1]
  return line:sub(1, column + 1)
end

local function page(path, name, bytes, expected)
  local at, space, mark = 'Comment', vim.api.nvim_create_namespace('formatting'), nil
  local buffer, before = changed(path, name, bytes, at, function(buffer)
    local row, column = unpack(t.find(buffer, '要約'))
    mark = vim.api.nvim_buf_set_extmark(buffer, space, row - 1, column, {})
    vim.lsp.buf.format({ timeout_ms = t.PATIENCE })
  end)
  t.equal(name .. ' is formatted', t.text(buffer), expected)
  t.equal('… the cursor stays on its text', up_to(buffer, unpack(vim.api.nvim_win_get_cursor(0))), at)
  local row, column = unpack(vim.api.nvim_buf_get_extmark_by_id(buffer, space, mark, {}))
  t.equal('… and so does a mark', up_to(buffer, row + 1, column - 1), 'Summary')
  vim.cmd('silent write')
  t.equal('… these bytes are written', t.read(path(name)), expected)
  vim.lsp.buf.format({ timeout_ms = t.PATIENCE })
  t.pause(300)
  t.equal('… a second time changes nothing', t.text(buffer), expected)
  t.type('u')
  t.equal('… and u takes it back', t.text(buffer), before)
  vim.cmd('silent write')
  t.equal('… to the byte', t.read(path(name)), bytes)
  gone(path, name, buffer)
end

local function selection(path)
  local bytes = RUN_ON:gsub(' #QA', '\n#QA') .. '\n'
  local buffer, before = changed(path, 'f3.txt', bytes, 'Comment', function()
    vim.lsp.buf.format({ timeout_ms = t.PATIENCE, range = { start = { 2, 0 }, ['end'] = { 2, 9 } } })
  end)
  local first = bytes:sub(1, (bytes:find('\n#QA', 1, true)))
  t.equal('of a selection only its entries are formatted', t.text(buffer), first .. '\n' .. SECOND_BLOCK)
  t.type('u')
  t.equal('… and u takes it back', t.text(buffer), before)
  gone(path, 'f3.txt', buffer)
end

-- `gq` wraps prose as it does without a server, and formats entries for those who ask for it.
local function operator(path)
  local prose = ('a '):rep(60) .. 'b'
  local buffer = changed(path, 'f4.txt', prose .. '\n\n' .. RUN_ON .. '\n', 'b', function()
    vim.bo.textwidth = 78
    t.type('gqq')
  end)
  t.equal('gq goes on to wrap prose', vim.api.nvim_buf_get_lines(buffer, 0, 1, true)[1], vim.trim(('a '):rep(39)))
  gone(path, 'f4.txt', buffer)
  local before
  buffer, before = changed(path, 'f5.txt', RUN_ON .. '\n', 'Comment', function()
    vim.bo.formatexpr = ('v:lua.vim.lsp.formatexpr(#{timeout_ms:%d})'):format(t.PATIENCE)
    t.type('gqG')
  end)
  t.equal('… and formats entries where it is told to', t.text(buffer), FIRST .. SECOND_BLOCK)
  t.type('u')
  t.equal('… and u takes it back', t.text(buffer), before)
  gone(path, 'f5.txt', buffer)
end

-- Neovim 0.12 can have what is typed formatted.
local function on_type(path)
  if not vim.lsp.on_type_formatting then
    return
  end
  t.write(path('f6.txt'), RUN_ON .. '\n')
  local buffer = t.open(path('f6.txt'))
  local client = t.client(buffer)
  vim.lsp.on_type_formatting.enable(true, { client_id = client.id })
  t.type('Go')
  t.pause(200)
  t.equal('a line end behind an entry formats nothing', t.text(buffer), RUN_ON .. '\n\n')
  t.type('<CR>')
  t.wait('the entry above to be formatted', function()
    return t.text(buffer):find(SECOND_BLOCK, 1, true)
  end)
  t.type('x')
  t.has('an empty line formats the entry above it, and typing goes on where it was', t.text(buffer), SECOND_BLOCK .. '\nx\n')
  gone(path, 'f6.txt', buffer)
end

-- `path` tells where a page of the notes is.
return function(path)
  page(path, 'f1.txt', RUN_ON .. '\n', FIRST .. SECOND_BLOCK)
  -- With the line ends of Windows.
  page(path, 'f2.txt', RUN_ON .. '\r\n\r\n\r\n' .. SECOND:gsub('QA', 'CV') .. '\r\n',
    ((FIRST .. SECOND_BLOCK .. '\n' .. SECOND_BLOCK:gsub('QA', 'CV')):gsub('\n', '\r\n')))
  selection(path)
  operator(path)
  on_type(path)
end
