-- What nvim-cmp or blink.cmp, as PLUGIN says, offer and put in, letter by letter. Started by `completion-plugins`.
local t = require('driver')
local notes = vim.uv.fs_realpath(vim.env.SANDBOX .. '/notes')

-- Each has what shows, in order, and what there is to type for the first of it.
local plugins = {}

function plugins.cmp()
  for _, name in ipairs({ 'NVIM_CMP', 'CMP_NVIM_LSP' }) do
    vim.opt.runtimepath:append(vim.env[name])
    vim.opt.runtimepath:append(vim.env[name] .. '/after')
  end
  local cmp = require('cmp')
  cmp.setup({
    mapping = cmp.mapping.preset.insert({ ['<C-y>'] = cmp.mapping.confirm({ select = true }) }),
    sources = {
      { name = 'nvim_lsp', option = { paper_notes = { keyword_pattern = [[\%([#・]\)\@<=[^#・]*]] } } },
    },
    sorting = { comparators = { cmp.config.compare.sort_text } },
  })
  require('cmp_nvim_lsp').setup()
  return function()
    return cmp.visible() and vim.tbl_map(function(entry)
      return entry:get_completion_item()
    end, cmp.get_entries()) or {}
  end
end

function plugins.blink()
  vim.opt.runtimepath:append(vim.env.BLINK_CMP)
  require('blink.cmp').setup({
    sources = { default = { 'lsp' } },
    fuzzy = { sorts = { 'sort_text' }, prebuilt_binaries = { download = false, ignore_version_mismatch = true } },
  })
  return function()
    return require('blink.cmp').is_visible() and require('blink.cmp.completion.list').items or {}
  end
end

local function is_in_order(items)
  for at = 2, #items do
    if #items[at].sortText ~= #items[1].sortText or items[at].sortText < items[at - 1].sortText then
      return false
    end
  end
  return true
end

-- What is typed, the label of the first item then, and what the line becomes.
local CASES = {
  { '・magp', '2094', '・2094' },
  { '・magpie al', '2094', '・2094' },
  { '・dpo', '1919', '・1919' },
  { '#20', '2094', '#2094' },
  { '#Superv', 'Supervised-FineTuning (SFT)', '#Supervised-FineTuning (SFT)' },
  { '#finetun', 'Supervised-FineTuning (SFT)', '#Supervised-FineTuning (SFT)' },
  { '#Supervised-FineTuning (S', 'Supervised-FineTuning (SFT)', '#Supervised-FineTuning (SFT)' },
}

t.play(function()
  local shown = plugins[vim.env.PLUGIN]()
  local name = vim.env.PLUGIN
  local buffer = t.open(notes .. '/reading.txt')
  t.client(buffer)
  t.wait('the notes to be read', function()
    return next(vim.diagnostic.count()) ~= nil
  end)
  local before = t.text(buffer)
  local function open_line()
    t.go_to('・2094')
    t.type('o')
  end
  for _, mark in ipairs({ '・', '#' }) do
    open_line()
    t.type(mark)
    local ok = pcall(t.wait, mark, function()
      return #shown() > 5
    end)
    t.check(('%s: %s opens the list'):format(name, mark), ok)
    t.check('… in the order of the server', is_in_order(shown()), vim.tbl_map(function(item)
      return { item.label, item.sortText }
    end, shown()))
    t.normal_mode()
    t.take_back(before, mark)
  end
  for _, case in ipairs(CASES) do
    local typed, label, line = unpack(case)
    open_line()
    t.type_slowly(typed)
    local ok = pcall(t.wait, label, function()
      return vim.startswith((shown()[1] or { label = '' }).label, label)
    end)
    t.check(('%s: %s offers %s first'):format(name, typed, label), ok, shown())
    t.pause(300)
    t.equal('… and puts in', t.accept(line), line)
    t.normal_mode()
    t.take_back(before, typed)
  end
end, function(passed, failed)
  t.say(('%s: %d passed, %d failed'):format(vim.env.PLUGIN, passed, failed))
end)
