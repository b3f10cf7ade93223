-- Tells Neovim 0.11 and newer how to start paper-notes-lsp. With the folder above `lsp/` on the
-- 'runtimepath', `vim.lsp.enable('paper_notes')` finds this file by its name; README.md beside that
-- folder says how. Anything here can be changed with `vim.lsp.config('paper_notes', { … })`.

return {
  cmd = { 'paper-notes-lsp' },
  filetypes = { 'text', 'markdown' },
  root_dir = function(buffer, on_dir)
    local is_file, folder = require('paper_notes.root').find(vim.api.nvim_buf_get_name(buffer))
    -- Without a call of on_dir the buffer stays without the server.
    if is_file and require('paper_notes.supervise').may_start(buffer) then
      on_dir(folder)
    end
  end,
  on_exit = function(code, signal, id)
    vim.schedule(function()
      require('paper_notes.supervise').ended(code, signal, id)
    end)
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
