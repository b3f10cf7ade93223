-- The citation graph around an entry as a tree: what it refers to (→) and who refers to it (←). A branch asks the
-- server when it is unfolded, so that a big repository is no slower than a small one.
local client = require('paper_notes.client')
local say = require('paper_notes.say')
local M = {}

local namespace = vim.api.nvim_create_namespace('paper_notes_graph')
-- The highest that the window gets, in lines.
local HIGHEST = 20

-- A line of the tree: `arrow` says how the node is tied to the one above it, `branches` are there once it has been
-- unfolded.
local function new_branch(node, arrow, above)
  return { node = node, arrow = arrow, above = above, is_open = false, branches = nil }
end

-- A node that stands above itself already is not unfolded again: citations may go round.
local function recurs(branch)
  local above = branch.above
  while above do
    if above.node.id == branch.node.id then
      return true
    end
    above = above.above
  end
  return false
end

-- The tree in lines: how deep each branch is, in the order of the screen.
local function lines_of(branch, depth, found)
  table.insert(found, { branch = branch, depth = depth })
  if branch.is_open then
    for _, below in ipairs(branch.branches) do
      lines_of(below, depth + 1, found)
    end
  end
  return found
end

local function draw(view)
  view.lines = lines_of(view.top, 0, {})
  local texts, marks = {}, {}
  for row, line in ipairs(view.lines) do
    local branch, node = line.branch, line.branch.node
    local fold = recurs(branch) and '↑' or branch.is_open and '▾' or '▸'
    local head = ('  '):rep(line.depth) .. fold .. ' ' .. (branch.arrow and branch.arrow .. ' ' or '')
    local number = node.number and tostring(node.number) or '–'
    local title = node.title or say.say('(no title)', '(題名なし)')
    texts[row] = head .. number .. '  ' .. title .. (node.date and '  ' .. node.date or '')
    table.insert(marks, { row - 1, 0, #head, 'Special' })
    table.insert(marks, { row - 1, #head, #head + #number, 'Identifier' })
    table.insert(marks, { row - 1, #head + #number + 2 + #title, #texts[row], 'Comment' })
  end
  vim.bo[view.buffer].modifiable = true
  vim.api.nvim_buf_set_lines(view.buffer, 0, -1, true, texts)
  vim.bo[view.buffer].modifiable = false
  vim.api.nvim_buf_clear_namespace(view.buffer, namespace, 0, -1)
  for _, mark in ipairs(marks) do
    local row, from, to, group = unpack(mark)
    vim.api.nvim_buf_set_extmark(view.buffer, namespace, row, from, { end_col = to, hl_group = group })
  end
end

-- Asks for what is tied to a node, and calls `go_on` with a list of `{ node, arrow }`: what it refers to first.
local function neighbours(server, node, go_on)
  local argument = { uri = node.uri, position = node.range.start, depth = 1 }
  client.execute(server, 'paperNotes.showGraph', argument, function(graph)
    local by_id, found = {}, {}
    for _, other in ipairs(graph.nodes) do
      by_id[other.id] = other
    end
    for _, edge in ipairs(graph.edges) do
      if edge.from == node.id and edge.to ~= node.id then
        table.insert(found, { by_id[edge.to], '→' })
      end
    end
    for _, edge in ipairs(graph.edges) do
      if edge.to == node.id and edge.from ~= node.id then
        table.insert(found, { by_id[edge.from], '←' })
      end
    end
    go_on(found)
  end)
end

local function unfold(view, branch, go_on)
  local function done()
    branch.is_open = true
    if vim.api.nvim_buf_is_valid(view.buffer) then
      draw(view)
    end
    if go_on then
      go_on()
    end
  end
  if branch.branches then
    return done()
  end
  neighbours(view.server, branch.node, function(found)
    branch.branches = vim.tbl_map(function(pair)
      return new_branch(pair[1], pair[2], branch)
    end, found)
    done()
  end)
end

local function at_cursor(view)
  return view.lines[vim.api.nvim_win_get_cursor(0)[1]].branch
end

local function toggle(view)
  local branch = at_cursor(view)
  if branch.is_open then
    branch.is_open = false
    draw(view)
  elseif not recurs(branch) then
    unfold(view, branch)
  end
end

-- Opens the entry of the line in the window that the graph was asked for in; the graph stays.
local function open(view)
  local node = at_cursor(view).node
  if vim.api.nvim_win_is_valid(view.window) then
    vim.api.nvim_set_current_win(view.window)
  else
    vim.cmd('aboveleft new')
    view.window = vim.api.nvim_get_current_win()
  end
  client.open(view.server, node.uri, node.range)
end

local function make_buffer(view)
  local buffer = view.buffer
  vim.bo[buffer].buftype, vim.bo[buffer].bufhidden, vim.bo[buffer].swapfile = 'nofile', 'wipe', false
  vim.bo[buffer].filetype = 'paper_notes_graph'
  -- A second graph of the same entry goes without a name.
  pcall(vim.api.nvim_buf_set_name, buffer, 'paper-notes://graph/' .. view.top.node.id)
  local function map(key, call, english, japanese)
    vim.keymap.set('n', key, function()
      call(view)
    end, { buffer = buffer, nowait = true, desc = say.say(english, japanese) })
  end
  map('<CR>', open, 'Open the entry', 'ノートを開く')
  map('<Tab>', toggle, 'Unfold or fold', '開閉する')
  map('q', function()
    vim.cmd.bwipeout(buffer)
  end, 'Close', '閉じる')
end

local function show(view)
  view.window = vim.api.nvim_get_current_win()
  vim.cmd('botright new')
  view.buffer = vim.api.nvim_get_current_buf()
  make_buffer(view)
  local keys = say.say('<CR> opens  <Tab> unfolds  q closes', '<CR> 開く  <Tab> 展開  q 閉じる')
  vim.wo.winbar = ' ' .. say.say('→ refers to  ← is referred to by', '→ 参照先  ← 参照元') .. '   ' .. keys
  vim.wo.wrap, vim.wo.number, vim.wo.relativenumber, vim.wo.cursorline = false, false, false, true
  vim.wo.winfixheight = true
  unfold(view, view.top, function()
    if vim.api.nvim_buf_is_valid(view.buffer) then
      local window = vim.fn.bufwinid(view.buffer)
      vim.api.nvim_win_set_height(window, math.min(#view.lines + 1, HIGHEST))
      vim.api.nvim_win_set_cursor(window, { 1, 0 })
    end
  end)
end

-- The graph around the entry at the cursor, or the one that the reference there names.
function M.show()
  local server = client.here()
  if not server then
    return
  end
  local uri, position = client.position(server)
  -- No references away is the entry alone.
  client.execute(server, 'paperNotes.showGraph', { uri = uri, position = position, depth = 0 }, function(graph)
    show({ server = server, top = new_branch(graph.nodes[1]) })
  end)
end

-- The whole graph as a page that a browser shows, drawn by the server's program.
function M.browse()
  local server = client.get()
  if not server then
    return
  end
  local command = vim.lsp.config.paper_notes.cmd
  command = { type(command) == 'table' and command[1] or 'paper-notes-lsp', 'graph', '--format', 'html' }
  if server.root_dir then
    table.insert(command, server.root_dir)
  end
  vim.system(command, { text = false }, function(done)
    vim.schedule(function()
      if done.code ~= 0 or done.stdout == '' then
        local reason = vim.split(done.stderr or '', '\n')[1]
        return say.notify(vim.log.levels.ERROR, 'no graph was made: %s', 'グラフを作れませんでした: %s', reason)
      end
      local page = vim.fn.tempname() .. '.html'
      local file = assert(io.open(page, 'wb'))
      file:write(done.stdout)
      file:close()
      local _, problem = vim.ui.open(page)
      if problem then
        say.notify(vim.log.levels.WARN, 'the graph is in %s', 'グラフは %s にあります', page)
      end
    end)
  end)
end

return M
