-- What Neovim 0.7 to 0.10 can do, which have no `vim.lsp.enable`: starts the server for texts, and maps the keys that
-- newer ones map by themselves. `require('paper_notes.old').setup()`; doc/paper-notes.txt says what works.
local say = require('paper_notes.say')
local M = {}

local is_set_up = false
-- By root: the id of the client.
local clients = {}

-- The keys of Neovim 0.11.
local KEYS = {
  { 'K', 'hover' },
  { '<C-]>', 'definition' },
  { 'gra', 'code_action' },
  { 'grn', 'rename' },
  { 'grr', 'references' },
  { 'gO', 'document_symbol' },
}

-- What is completed at the cursor: the column where it begins, and the words.
local found = {}

-- Asks the server, and waits.
local function ask()
  local client = vim.lsp.get_client_by_id(clients[vim.b.paper_notes_root])
  local encoding = client and client.offset_encoding or 'utf-16'
  local params = vim.lsp.util.make_position_params(0, encoding)
  local answers = vim.lsp.buf_request_sync(0, 'textDocument/completion', params, 2000) or {}
  found = {}
  for _, answer in pairs(answers) do
    for _, item in ipairs(answer.result and answer.result.items or {}) do
      local place = item.textEdit and item.textEdit.range.start
      local start = place and vim.lsp.util._get_line_byte_from_position(0, place, encoding)
      found.start = found.start or start
      -- A word has one line, and all begin at one place.
      if start == found.start and start and not item.textEdit.newText:find('\n') then
        table.insert(found, { word = item.textEdit.newText, abbr = item.label, menu = item.detail, dup = 1, icase = 1 })
      end
    end
  end
end

-- Their own filters by the beginning of words, from where a word of the language begins; `・2094` is one to them. The
-- server has done that better.
function M.omnifunc(find_start)
  if find_start == 1 then
    ask()
    return found.start or -3
  end
  return { words = { unpack(found) }, refresh = 'always' }
end

local function attached(_, buffer)
  vim.bo[buffer].omnifunc = "v:lua.require'paper_notes.old'.omnifunc"
  for _, key in ipairs(KEYS) do
    vim.keymap.set('n', key[1], vim.lsp.buf[key[2]], { buffer = buffer, desc = key[2] })
  end
end

-- What older ones do not say by themselves.
local function capabilities()
  local all = vim.lsp.protocol.make_client_capabilities()
  all.textDocument.completion.completionItem.snippetSupport = false
  return all
end

local function start(buffer, options)
  local is_file, root = require('paper_notes.root').find(vim.api.nvim_buf_get_name(buffer))
  if not is_file then
    return
  end
  local key = root or ''
  local id = clients[key]
  if not id or vim.lsp.client_is_stopped(id) then
    local cmd = options.cmd or { 'paper-notes-lsp' }
    if not require('paper_notes.program').is_there(cmd[1], buffer, ':help paper-notes-old') then
      return
    end
    local uri = root and vim.uri_from_fname(root)
    id = vim.lsp.start_client({
      name = 'paper_notes',
      cmd = cmd,
      root_dir = root,
      workspace_folders = uri and { { uri = uri, name = root } } or nil,
      settings = options.settings,
      capabilities = capabilities(),
      on_attach = attached,
    })
    clients[key] = id
  end
  if id then
    vim.b[buffer].paper_notes_root = key
    vim.lsp.buf_attach_client(buffer, id)
  end
end

-- `options`: `cmd`, `settings`, as for vim.lsp.config in newer versions.
function M.setup(options)
  is_set_up = true
  vim.api.nvim_create_autocmd('FileType', {
    group = vim.api.nvim_create_augroup('paper_notes_old', {}),
    pattern = { 'text', 'markdown' },
    callback = function(event)
      start(event.buf, options or {})
    end,
  })
end

-- Says once, on the first page of notes, that Neovim is too old, unless somebody has set up what it can do.
function M.guard(group)
  vim.api.nvim_create_autocmd('BufWinEnter', {
    group = group,
    callback = function(event)
      local filetype = vim.bo[event.buf].filetype
      local is_text = filetype == 'text' or filetype == 'markdown'
      if is_text and not is_set_up and require('paper_notes.page').is_page(event.buf) then
        say.notify_once(
          'old',
          vim.log.levels.WARN,
          'needs Neovim 0.11; see :help paper-notes-old',
          'Neovim 0.11 以降が必要です。:help paper-notes-old'
        )
      end
    end,
  })
end

return M
