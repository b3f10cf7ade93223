-- Asks the server, and tells what it refuses. Every answer comes later.
local say = require('paper_notes.say')
local M = {}

-- The client of the current buffer, else any: the notes can be searched from everywhere. Says so where there
-- is none.
function M.get()
  local here = vim.lsp.get_clients({ bufnr = 0, name = 'paper_notes' })
  local client = here[1] or vim.lsp.get_clients({ name = 'paper_notes' })[1]
  if not client then
    say.notify(
      vim.log.levels.WARN,
      'the server does not run; :checkhealth paper_notes',
      'サーバーが動いていません。:checkhealth paper_notes'
    )
  end
  return client
end

-- The client of the current buffer, for what is about the text at the cursor.
function M.here()
  local client = vim.lsp.get_clients({ bufnr = 0, name = 'paper_notes' })[1]
  if not client then
    say.notify(
      vim.log.levels.WARN,
      'no page of notes here; :checkhealth paper_notes',
      'ここはノートではありません。:checkhealth paper_notes'
    )
  end
  return client
end

-- Calls `on_result` with what the server answers, unless that is an error, which is shown.
function M.request(client, method, params, on_result)
  local sent = client:request(method, params, function(problem, result)
    if problem then
      return say.notify(vim.log.levels.ERROR, '%s', '%s', problem.message)
    end
    on_result(result ~= vim.NIL and result or nil)
  end)
  if not sent then
    say.notify(vim.log.levels.ERROR, 'the server has ended', 'サーバーは終了しています')
  end
end

function M.execute(client, command, argument, on_result)
  M.request(client, 'workspace/executeCommand', { command = command, arguments = { argument } }, on_result)
end

-- Where the cursor is, as the server counts.
function M.position(client)
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  return params.textDocument.uri, params.position
end

-- Shows a place in the current window; CTRL-O returns.
function M.open(client, uri, range)
  vim.lsp.util.show_document({ uri = uri, range = range }, client.offset_encoding, { focus = true })
  vim.cmd('normal! zv')
end

return M
