-- Two entries that are one paper are made one: on a page, in a line, and from one file into another. Every
-- character that is left is compared, and u takes it back.
local t = require('driver')

local A = 'Grammars of Everything, and What They Miss, Jane Doe+, ACL\'24'
local B = 'Watching Birds Learn to Sing, Max Muster+, ACL\'24'

-- Each has files of its own: what is said of one that is gone may come late.
local cases = {
  {
    name = 'in block style',
    action = 'Merge into #901 on this page',
    before = {
      'a1.txt',
      ('#NLP\nIssue: 901\nIssue Date: 2024-03-05\n%s\nComment一😱\n・2094\n\n#QA\nIssue Date: 2024-03-06\n%s\n\n')
        :format(A, B)
        .. ('#QA\nIssue: 902\nIssue Date: 2024-03-05\n%s\nSummary要約\nComment一😱\n二\n'):format(A),
    },
    after = {
      ('#NLP\n#QA\nIssue: 901\nIssue Date: 2024-03-05\n%s\nSummary要約\nComment一😱\n・2094\n(Issue: 902)\n一😱\n二\n\n')
        :format(A)
        .. ('#QA\nIssue Date: 2024-03-06\n%s\n'):format(B),
    },
  },
  {
    name = 'in one line',
    action = 'Merge into “Grammars of Everything, and What They…” on this page',
    before = {
      'a2.txt',
      ('走り😱 #NLP Issue Date: 2024-03-05 %s Comment一。 #QA Issue Date: 2024-03-06 %s Comment他。 '):format(A, B)
        .. ('#QA Issue Date: 2024-03-05 %s Comment二。 #CV Issue Date: 2024-03-07 Third, C+, ACL\'24\n'):format(A),
    },
    after = {
      ('走り😱 #NLP #QA Issue Date: 2024-03-05 %s Comment一。 二。 #QA Issue Date: 2024-03-06 %s Comment他。 ')
        :format(A, B)
        .. '#CV Issue Date: 2024-03-07 Third, C+, ACL\'24\n',
    },
  },
  {
    name = 'into another file, with the references of a third',
    action = 'Merge into #901 in a3.txt; the reference to 902 becomes 901',
    before = {
      'b3.txt',
      ('#QA\nIssue: 902\nIssue Date: 2024-03-05\n%s\nComment二\n#QA\nIssue Date: 2024-03-06\n%s\n'):format(A, B),
      'a3.txt',
      ('#NLP\r\nIssue: 901\r\nIssue Date: 2024-03-05\r\n%s\r\nComment一\r\n'):format(A),
      'c3.txt',
      '#QA Issue: 903 Issue Date: 2024-03-06 Third, C+, ACL\'24 Comment😱 #902 と\n',
    },
    after = {
      ('#QA\nIssue Date: 2024-03-06\n%s\n'):format(B),
      ('#NLP\r\n#QA\r\nIssue: 901\r\nIssue Date: 2024-03-05\r\n%s\r\nComment一\r\n(Issue: 902)\r\n二\r\n'):format(A),
      '#QA Issue: 903 Issue Date: 2024-03-06 Third, C+, ACL\'24 Comment😱 #901 と\n',
    },
  },
  {
    name = 'by a reference in block style',
    action = 'Replace this copy by the reference ・901',
    before = {
      'a4.txt',
      ('#NLP\nIssue: 901\nIssue Date: 2024-03-05\n%s\nComment一\n#QA\nIssue Date: 2024-03-06\n%s\nComment他\n'):format(A, B)
        .. ('#NLP\nIssue Date: 2024-03-05\n%s\nComment一\n'):format(A),
    },
    after = {
      ('#NLP\nIssue: 901\nIssue Date: 2024-03-05\n%s\nComment一\n#QA\nIssue Date: 2024-03-06\n%s\nComment他\n・901\n'):format(A, B),
    },
  },
  {
    name = 'by a reference in one line',
    action = 'Merge into #901 in a5.txt and leave the reference ・901 here',
    before = {
      'b5.txt',
      ('#QA Issue Date: 2024-03-06 %s Comment他😱 #NLP Issue Date: 2024-03-05 %s Comment二。 #CV Issue Date: 2024-03-07 Third, C+, ACL\'24\n'):format(B, A),
      'a5.txt',
      ('#NLP Issue: 901 Issue Date: 2024-03-05 %s Comment一。\n'):format(A),
    },
    after = {
      ('#QA Issue Date: 2024-03-06 %s Comment他😱 ・901 #CV Issue Date: 2024-03-07 Third, C+, ACL\'24\n'):format(B),
      ('#NLP Issue: 901 Issue Date: 2024-03-05 %s Comment一。 二。\n'):format(A),
    },
  },
}

local function play(path, case)
  local pages, client = {}, nil
  for at = 1, #case.before, 2 do
    t.write(path(case.before[at]), case.before[at + 1])
  end
  for at = #case.before - 1, 1, -2 do
    local buffer = t.open(path(case.before[at]))
    client = t.client(buffer)
    table.insert(pages, 1, { buffer = buffer, before = case.before[at + 1], after = case.after[(at + 1) / 2] })
  end
  local found
  t.wait(case.name .. ': the copy is found', function()
    for _, diagnostic in ipairs(vim.diagnostic.get(pages[1].buffer)) do
      found = diagnostic.code == 'duplicate-entry' and diagnostic or found
    end
    return found
  end)
  vim.api.nvim_win_set_cursor(0, { found.lnum + 1, found.col })
  vim.lsp.buf.code_action({
    apply = true,
    filter = function(action)
      return action.title == case.action
    end,
  })
  t.wait(case.name .. ': the copy goes', function()
    return t.text(pages[1].buffer) ~= pages[1].before
  end)
  for at, page in ipairs(pages) do
    t.equal(('%s: file %d says all that was said'):format(case.name, at), t.text(page.buffer), page.after)
  end
  t.normal_mode()
  for at, page in ipairs(pages) do
    if page.before ~= page.after then
      vim.cmd.buffer(page.buffer)
      t.type('u')
      t.equal(('… and u takes it back in file %d'):format(at), t.text(page.buffer), page.before)
    end
  end
  for _, page in ipairs(pages) do
    local name = vim.api.nvim_buf_get_name(page.buffer)
    vim.cmd('silent bdelete! ' .. page.buffer)
    assert(vim.uv.fs_unlink(name))
  end
  -- The next case notes the same paper again.
  t.wait('the server to forget ' .. case.name, function()
    local answer = client:request_sync('workspace/symbol', { query = 'grammars everything' }, t.PATIENCE)
    return answer and answer.result and #answer.result == 0
  end)
end

-- `path` tells where a page of the notes is.
return function(path)
  for _, case in ipairs(cases) do
    play(path, case)
  end
end
