# What `tests/run` and `editors/try` share: a throw-away home, so that nothing of the user's Neovim is
# read or written, and a `paper-notes-lsp` on PATH, so that the configuration is tried as it is shipped.
# To be sourced; leaves its folder in $sandbox and removes it at the end.
# shellcheck shell=bash

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
sandbox=$(mktemp -d "${TMPDIR:-/tmp}/paper-notes.XXXXXX")
trap 'rm -rf "$sandbox"' EXIT

# enter_sandbox SERVER: the rest of the script sees the throw-away home and the server on PATH.
enter_sandbox() {
  local server
  server=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
  mkdir -p "$sandbox"/{bin,home,config,data,state,cache,run}
  chmod 700 "$sandbox/run"
  # `exec` keeps the process id, which is how a test knows whether the server has ended.
  cat >"$sandbox/bin/paper-notes-lsp" <<EOF
#!/usr/bin/env bash
if [ \$# -eq 0 ]; then
  echo \$\$ >>"$sandbox/server.pids"
  set -- --log "$sandbox/server.log"
fi
exec "$server" "\$@" 3>&-
EOF
  chmod +x "$sandbox/bin/paper-notes-lsp"
  export PATH=$sandbox/bin:$PATH HOME=$sandbox/home
  export XDG_CONFIG_HOME=$sandbox/config XDG_DATA_HOME=$sandbox/data XDG_STATE_HOME=$sandbox/state
  export XDG_CACHE_HOME=$sandbox/cache XDG_RUNTIME_DIR=$sandbox/run NVIM_LOG_FILE=$sandbox/nvim.log
  export SANDBOX=$sandbox
  # Wide characters are drawn wide only in a UTF-8 locale.
  export LC_ALL=C.UTF-8
  # A test that was started in Neovim's own terminal must not talk to that Neovim.
  unset NVIM NVIM_APPNAME VIMINIT VIM VIMRUNTIME
}

# copy_notes FOLDER: a copy that can be written, in $sandbox/notes.
copy_notes() {
  cp -R "$1" "$sandbox/notes"
  chmod -R u+w "$sandbox/notes"
}

# headless SECONDS NVIM ARGUMENTS: runs a script. What it says comes out; the messages that Neovim prints
# when it has no screen are only kept for show_logs.
headless() {
  local seconds=$1 nvim=$2
  shift 2
  (cd "$sandbox" && timeout "$seconds" "$nvim" --headless --clean "$@" 3>&1 >"$sandbox/nvim.out" 2>&1 </dev/null)
}

# show_logs: what the editor and the server wrote, on standard error.
show_logs() {
  local log
  for log in "$sandbox/state/nvim/lsp.log" "$sandbox/server.log" "$sandbox/nvim.log" "$sandbox/nvim.out"; do
    [ -s "$log" ] || continue
    echo "--- the end of ${log#"$sandbox"/}"
    tail -n 40 "$log" | cut -c 1-2000
  done >&2
}
