-- What a status line says of the notes: how far they are read, then how many entries there are and what is found.
-- Nothing is asked or watched before it is used for the first time.
local say = require('paper_notes.say')
local M = {}

-- By client: its last counts, and the message of what it is doing.
local counts, doing = {}, {}
local is_watching = false
local asked_soon = false

local LETTERS = { 'E', 'W', 'I', 'H' }

local function ask()
  for _, client in ipairs(vim.lsp.get_clients({ name = 'paper_notes' })) do
    local params = { command = 'paperNotes.stats', arguments = { vim.empty_dict() } }
    client:request('workspace/executeCommand', params, function(problem, result)
      if not problem then
        counts[client.id] = result
        vim.cmd.redrawstatus()
      end
    end)
  end
end

-- Many things change at once; one question is enough.
local function ask_soon()
  if not asked_soon then
    asked_soon = true
    vim.defer_fn(function()
      asked_soon = false
      ask()
    end, 200)
  end
end

local function watch()
  is_watching = true
  local group = vim.api.nvim_create_augroup('paper_notes_status', {})
  local function is_ours(event)
    local client = vim.lsp.get_client_by_id(event.data.client_id)
    return client and client.name == 'paper_notes'
  end
  vim.api.nvim_create_autocmd('LspProgress', {
    group = group,
    callback = function(event)
      if is_ours(event) then
        local value = event.data.params.value
        local is_done = value.kind == 'end'
        doing[event.data.client_id] = not is_done and (value.percentage and value.percentage .. '%' or value.message or '…') or nil
        ask_soon()
        vim.cmd.redrawstatus()
      end
    end,
  })
  vim.api.nvim_create_autocmd('LspAttach', {
    group = group,
    callback = function(event)
      if is_ours(event) then
        ask_soon()
      end
    end,
  })
  vim.api.nvim_create_autocmd({ 'DiagnosticChanged', 'BufWritePost' }, { group = group, callback = ask_soon })
  ask_soon()
end

-- One short piece of text; empty where there are no notes.
function M.text()
  if not is_watching then
    watch()
  end
  local client = vim.lsp.get_clients({ bufnr = 0, name = 'paper_notes' })[1]
  if not client then
    return ''
  end
  if doing[client.id] then
    return say.say('notes: reading %s', 'ノート: 読込中 %s', doing[client.id])
  end
  local known = counts[client.id]
  if not known or known.entries == 0 then
    return ''
  end
  local parts = { say.say('notes: %d', 'ノート: %d', known.entries) }
  local found = vim.diagnostic.count(nil, { namespace = vim.lsp.diagnostic.get_namespace(client.id) })
  for severity, letter in ipairs(LETTERS) do
    if (found[severity] or 0) > 0 then
      table.insert(parts, letter .. found[severity])
    end
  end
  return table.concat(parts, ' ')
end

return M
