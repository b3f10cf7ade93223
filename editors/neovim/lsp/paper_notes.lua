-- Tells Neovim 0.11 and newer how to start paper-notes-lsp. With the folder above `lsp/` on the
-- 'runtimepath', `vim.lsp.enable('paper_notes')` finds this file by its name; README.md beside that
-- folder says how. Anything here can be changed with `vim.lsp.config('paper_notes', { … })`.

-- Files that only the root of a notes repository has.
local own_markers = { '.paper-notes.toml', 'issues.json', 'issues.jsonl' }

-- Symbolic links are resolved, so that two names of one folder are equal.
local function real(path)
  return path and (vim.uv.fs_realpath(path) or vim.fs.normalize(path))
end

-- The server reads all notes below the root. That is right for a repository and wrong for a whole home
-- or a whole disk, which somebody who opens a stray text file there does not expect to be read.
local function is_too_much(folder)
  return folder == '/' or folder == real(vim.uv.os_homedir())
end

return {
  cmd = { 'paper-notes-lsp' },
  filetypes = { 'text', 'markdown' },
  root_dir = function(buffer, on_dir)
    local name = vim.api.nvim_buf_get_name(buffer)
    -- The server reads files. A buffer without a name, or with the address of something else, has none;
    -- without a call of on_dir it stays without the server.
    if name == '' or name:find('^%a[%w+.-]*://') then
      return
    end
    -- A notes repository can be a folder of a bigger git repository, so its own markers count first.
    local own = vim.fs.root(name, own_markers)
    if own then
      return on_dir(real(own))
    end
    -- Some people keep their home in git; then, as without git, the file's own folder is the next guess.
    local git = real(vim.fs.root(name, '.git'))
    if git and not is_too_much(git) then
      return on_dir(git)
    end
    local folder = real(vim.fs.dirname(name))
    -- Without a folder the server knows the open files only.
    on_dir(not is_too_much(folder) and folder or nil)
  end,
  -- Neovim lets `gq` ask a server that formats ranges. Here the text is mostly prose, which the server leaves as it is,
  -- and `gq` goes on to wrap it.
  on_attach = function(client, buffer)
    -- Only then CTRL-X CTRL-O expands snippets and puts in what stands elsewhere than the word at the cursor. The list
    -- does not open by itself. LspAttach comes first: one who has it open by itself there keeps that.
    vim.lsp.completion.enable(true, client.id, buffer)
    if vim.bo[buffer].formatexpr == 'v:lua.vim.lsp.formatexpr()' then
      vim.bo[buffer].formatexpr = ''
    end
  end,
  commands = {
    -- What the line above an entry does when it is run: it lists who refers to the entry and where else it stands.
    ['paperNotes.showReferences'] = function(command, context)
      local client = vim.lsp.get_client_by_id(context.client_id)
      local items = vim.lsp.util.locations_to_items(command.arguments[3], client and client.offset_encoding or 'utf-16')
      vim.fn.setqflist({}, ' ', { title = command.title, items = items })
      vim.cmd('botright copen')
    end,
  },
}
