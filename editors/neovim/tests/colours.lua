-- The colours that the plugin gives by itself, without the server, and that it gives none to other texts.
local t = require('driver')

local PAGE = [[
A heading of the page, with #NoTag in it
#NLP
#Supervised-FineTuning (SFT)
Issue: 2402
Issue Date: 2025-08-02
Summary of Everything, Ping Yu+, arXiv'25
Summary本文。約22,000件 #551 を参照
Comment
・2094
・2094 も参照
・8B token
Comments are words. (#12) C#12 x
#Survey #2D (Image) Issue: 3 Issue Date: 2024-09-01 Does It?, A B+, EMNLP'24 Summary新しい。 Comment早々に #7 を #QA Issue Date: 2024-09-02 X, C+, ACL'24
```
#NLP
Issue Date: 2020-01-01
```
#LooseEnd
]]

-- The group of the first character of `part` in line `row`, and of its last.
local function groups(row, part)
  local line = vim.api.nvim_buf_get_lines(0, row - 1, row, true)[1]
  local from, to = line:find(part, 1, true)
  local function group(column)
    return vim.fn.synIDattr(vim.fn.synID(row, column, true), 'name')
  end
  return group(from), group(to)
end

local CASES = {
  { 1, '#NoTag', '' },
  { 2, '#NLP', 'paperNotesTag' },
  { 3, '#Supervised-FineTuning (SFT)', 'paperNotesTag' },
  { 4, '2402', 'paperNotesNumber' },
  { 5, 'Issue Date:', 'paperNotesLabel' },
  { 5, '2025-08-02', 'paperNotesDate' },
  { 6, 'Summary of', '' },
  { 7, 'Summary', 'paperNotesLabel' },
  { 7, '551', 'paperNotesReference' },
  { 7, '22,000', '' },
  { 8, 'Comment', 'paperNotesLabel' },
  { 9, '2094', 'paperNotesReference' },
  { 10, '2094', '' },
  { 11, '8B', '' },
  { 12, 'Comments', '' },
  { 12, '12', 'paperNotesReference' },
  { 12, 'C#12', '' },
  { 13, '#Survey', 'paperNotesTag' },
  { 13, '#2D (Image)', 'paperNotesTag' },
  { 13, '3', 'paperNotesNumber' },
  { 13, '2024-09-01', 'paperNotesDate' },
  { 13, 'Does It?', '' },
  { 13, 'Summary', 'paperNotesLabel' },
  { 13, 'Comment', 'paperNotesLabel' },
  { 13, '#7 を', '' },
  { 13, '7', 'paperNotesReference' },
  { 13, '#QA', 'paperNotesTag' },
  { 13, '2024-09-02', 'paperNotesDate' },
  { 15, '#NLP', 'paperNotesCode' },
  { 16, '2020-01-01', 'paperNotesCode' },
  { 18, '#LooseEnd', '' },
}

local function cases(kind)
  local wrong = {}
  for _, case in ipairs(CASES) do
    local row, part, wanted = unpack(case)
    local first, last = groups(row, part)
    -- Markdown has its own code.
    local is_code = kind == 'md' and wanted == 'paperNotesCode'
    local function is(group)
      return group == wanted or (wanted == '' or is_code) and not vim.startswith(group, 'paperNotes')
    end
    if not (is(first) and (wanted == '' or is(last))) then
      table.insert(wrong, ('%d %s: %s %s, not %s'):format(row, part, first, last, wanted))
    end
  end
  t.equal(('.%s: tags, labels, dates and references have their colours, other words none'):format(kind), wrong, {})
end

-- A contrast that can be read: no group is left without a colour scheme's own.
local function links()
  local plain = {}
  for _, group in ipairs({ 'Tag', 'Label', 'Date', 'Number', 'Reference', 'Code' }) do
    local link = vim.api.nvim_get_hl(0, { name = 'paperNotes' .. group }).link
    if not link or vim.tbl_isempty(vim.api.nvim_get_hl(0, { name = link })) then
      table.insert(plain, group)
    end
  end
  t.equal('each group is linked to one that every colour scheme has', plain, {})
end

return function()
  local folder = vim.env.SANDBOX .. '/colours'
  vim.fn.mkdir(folder, 'p')
  for _, kind in ipairs({ 'txt', 'md' }) do
    local file = ('%s/page.%s'):format(folder, kind)
    t.write(file, PAGE)
    t.open(file)
    pcall(vim.treesitter.stop)
    cases(kind)
    vim.cmd.edit()
    pcall(vim.treesitter.stop)
    cases(kind)
  end
  links()
  local plain = PAGE:gsub('Issue Date: ', 'Issue Date is ')
  t.write(folder .. '/plain.txt', plain)
  t.open(folder .. '/plain.txt')
  t.equal('a text without an entry has none', { groups(2, '#NLP') }, { '', '' })
  t.equal('… nor its references', { groups(9, '2094') }, { '', '' })
  t.write(folder .. '/code.lua', '-- #NLP\n-- Issue Date: 2025-08-02\n')
  t.open(folder .. '/code.lua')
  t.check('a file of another type has none', not vim.b.paper_notes_colours)
  t.open(folder .. '/plain.txt')
  t.type('Go#QA<CR>Issue Date: 2025-01-01<Esc>')
  t.wait('the colours', function()
    return groups(2, '#NLP') == '' and groups(19, '#QA') == 'paperNotesTag'
  end)
  t.check('… and gets them when it is given one', true)
  vim.cmd('silent %bdelete!')
end
