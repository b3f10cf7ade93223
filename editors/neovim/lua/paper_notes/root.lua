-- Finds the folder of the notes that a file belongs to. Runs in Neovim 0.7 too.
local M = {}

local uv = vim.uv or vim.loop

-- Files that only the root of a notes repository has.
local OWN_MARKERS = { '.paper-notes.toml', 'issues.json', 'issues.jsonl' }

-- Symbolic links are resolved, so that two names of one folder are equal.
local function real(path)
  return path and (uv.fs_realpath(path) or path)
end

local function parent(path)
  return vim.fn.fnamemodify(path, ':h')
end

-- The nearest folder above a file that has one of `names`.
local function nearest(file, names)
  local folder = parent(file)
  while true do
    for _, name in ipairs(names) do
      if uv.fs_stat((folder == '/' and '' or folder) .. '/' .. name) then
        return folder
      end
    end
    local above = parent(folder)
    if above == folder then
      return nil
    end
    folder = above
  end
end

-- The server reads all notes below the root. That is right for a repository and wrong for a whole home
-- or a whole disk, which somebody who opens a stray text file there does not expect to be read.
local function is_too_much(folder)
  return folder == real('/') or folder == real(uv.os_homedir())
end

-- Whether the buffer of this name is a file, which is what the server reads, and its root if it has one.
-- Without a folder the server knows the open files only.
function M.find(name)
  -- One without a name, or with the address of something else, has no file.
  if name == '' or name:find('^%a[%w+.-]*://') then
    return false
  end
  local file = vim.fn.fnamemodify(name, ':p')
  -- A notes repository can be a folder of a bigger git repository, so its own markers count first.
  local own = nearest(file, OWN_MARKERS)
  if own then
    return true, real(own)
  end
  -- Some people keep their home in git; then, as without git, the file's own folder is the next guess.
  local git = real(nearest(file, { '.git' }))
  if git and not is_too_much(git) then
    return true, git
  end
  local folder = real(parent(file))
  return true, not is_too_much(folder) and folder or nil
end

return M
