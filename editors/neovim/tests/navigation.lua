-- Getting around: what refers to an entry, the outline, the search, folds, links, by Neovim's own keys and calls.
local t = require('driver')

-- What a list of places holds, as `file:line text`.
local function quickfix(window)
  local items = window and vim.fn.getloclist(0) or vim.fn.getqflist()
  return vim.tbl_map(function(item)
    local name = vim.fs.basename(vim.api.nvim_buf_get_name(item.bufnr))
    return ('%s:%d'):format(name, item.lnum)
  end, items)
end

local function list(name, call, window)
  vim.fn.setqflist({}, 'r')
  vim.fn.setloclist(0, {}, 'r')
  call()
  t.wait(name, function()
    return #quickfix(window) > 0
  end)
  local found = quickfix(window)
  local texts = vim.tbl_map(function(item)
    return item.text
  end, window and vim.fn.getloclist(0) or vim.fn.getqflist())
  vim.cmd('cclose | lclose')
  return found, texts
end

local function references(path)
  t.open(path('reading.txt'))
  t.client(0)
  t.go_to('・2094')
  local found = list('the references to 2094', function()
    t.type('grr')
  end)
  t.has('grr on ・2094 lists this reference', found, 'reading.txt:12')
  t.has('… and that of another file', found, 'metrics.md:11')
  t.open(path('reading.txt'))
  t.go_to('#SyntheticData')
  found = list('the uses of a tag', function()
    t.type('grr')
  end)
  t.check('grr on a tag lists its uses, those in catalogs too', #found > 1 and vim.iter(found):any(function(place)
    return vim.startswith(place, 'issues.json')
  end), found)
end

local function graph(path)
  t.open(path('reading.txt'))
  t.go_to('・2094')
  local found = list('who refers to 2094', vim.lsp.buf.incoming_calls)
  t.has('incoming calls of ・2094 are the entries that refer to it', found, 'reading.txt:12')
  t.open(path('reading.txt'))
  t.go_to('・2094')
  vim.cmd('normal! k')
  local _, texts = list('to whom this entry refers', vim.lsp.buf.outgoing_calls)
  t.has('outgoing calls of an entry are those that it refers to', texts, 'Magpie')
end

local function symbols(path)
  t.open(path('reading.txt'))
  local _, texts = list('the outline', function()
    t.type('gO')
  end, true)
  t.has('gO lists the entries of the page', texts, 'Multi-Token Attention')
  _, texts = list('the search', function()
    vim.lsp.buf.workspace_symbol('#nlp magpie')
  end)
  t.has('a search by tag and word finds the entry', texts, '2094  Magpie')
end

local function folds(path)
  t.open(path('reading.txt'))
  vim.wo.foldmethod = 'expr'
  vim.wo.foldexpr = 'v:lua.vim.lsp.foldexpr()'
  t.go_to('・2094')
  t.wait('the folds', function()
    return vim.fn.foldlevel('.') > 0
  end)
  t.equal('an entry is a fold, and its comment one in it', vim.fn.foldlevel('.'), 2)
  vim.wo.foldmethod = 'manual'
  vim.cmd('normal! zE')
end

local function highlights(path)
  local buffer = t.open(path('reading.txt'))
  t.go_to('・2094')
  vim.lsp.buf.document_highlight()
  local function marks()
    local namespace = vim.api.nvim_get_namespaces()['nvim.lsp.references'] or vim.api.nvim_get_namespaces()['vim_lsp_references']
    return namespace and vim.api.nvim_buf_get_extmarks(buffer, namespace, 0, -1, {}) or {}
  end
  t.wait('the highlights', function()
    return #marks() > 0
  end)
  t.equal('the reference is highlighted', marks()[1][2], 11)
  vim.lsp.buf.clear_references()
end

-- What stands beside and above the text, and its colours.
local function decorations(path)
  local buffer = t.open(path('reading.txt'))
  t.client(buffer)
  vim.lsp.inlay_hint.enable(true, { bufnr = buffer })
  local function hint()
    return vim.iter(vim.lsp.inlay_hint.get({ bufnr = buffer })):find(function(one)
      return vim.startswith(one.inlay_hint.label, 'Magpie')
    end)
  end
  t.wait('the hints', hint)
  t.equal('・2094 is followed by its title', hint().inlay_hint.position.line, 11)
  vim.lsp.inlay_hint.enable(false, { bufnr = buffer })

  vim.lsp.codelens.refresh({ bufnr = buffer })
  t.wait('the lines above entries', function()
    local first = vim.lsp.codelens.get(buffer)[1]
    return first and first.command
  end)
  local lens = vim.lsp.codelens.get(buffer)[1]
  t.has('an entry says where else it is noted, or who refers to it', lens.command.title, 'note')
  vim.api.nvim_win_set_cursor(0, { lens.range.start.line + 1, 0 })
  vim.fn.setqflist({}, 'r')
  vim.lsp.codelens.run()
  t.wait('the list', function()
    return #vim.fn.getqflist() > 0
  end)
  t.check('… and to run it lists them', #vim.fn.getqflist() > 0)
  vim.cmd('cclose')
  t.open(path('reading.txt'))

  t.go_to('・2094')
  local function kinds()
    local tokens = vim.lsp.semantic_tokens.get_at_pos(buffer, 11, 3)
    return tokens and tokens[1] and tokens[1].type
  end
  vim.lsp.semantic_tokens.force_refresh(buffer)
  t.wait('the tokens', kinds)
  t.equal('a reference is coloured as one', kinds(), 'property')
end

-- A tag is called something else, in the page that is looked at and in others, and then by its old name again.
local function rename(path)
  local pages = {}
  for _, name in ipairs({ 'NLP.txt', 'reading.txt' }) do
    local buffer = t.open(path(name))
    t.client(buffer)
    pages[#pages + 1] = { buffer = buffer, before = t.text(buffer) }
  end
  t.go_to('#SyntheticData')
  vim.cmd('normal! l')
  local function become(name, old, new)
    vim.lsp.buf.rename(new)
    t.wait(name, function()
      return not t.text(0):find('#' .. old .. '\n', 1, true)
    end)
  end
  become('the new name', 'SyntheticData', 'Synthetic Data')
  local changed = t.text(0)
  t.equal('a tag is renamed', changed, (pages[2].before:gsub('#SyntheticData', '#Synthetic Data')))
  -- Neovim tells of changes in buffers that are not shown a moment later.
  t.pause(400)
  become('the old name', 'Synthetic Data', 'SyntheticData')
  for _, page in ipairs(pages) do
    t.equal('… and back, to the byte', t.text(page.buffer), page.before)
  end
  vim.cmd('silent wall!')
end

-- `path` tells where a page of the notes is.
return function(path)
  references(path)
  graph(path)
  symbols(path)
  folds(path)
  highlights(path)
  decorations(path)
  rename(path)
end
