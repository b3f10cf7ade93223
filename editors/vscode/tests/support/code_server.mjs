// VS Code's server with the extension installed, in a throw-away home: nothing of the user's is read or written.
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { CODE_SERVER, JAPANESE, NOTES, SHOTS } from "./places.mjs";
import { until } from "./report.mjs";

const SETTINGS = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.enableExperiments": false,
  "workbench.welcome.experimental.dialog": false,
  "chat.disableAIFeatures": true,
  "telemetry.telemetryLevel": "off",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "git.enabled": false,
  "security.workspace.trust.startupPrompt": "never",
  "security.workspace.trust.banner": "never",
  "editor.accessibilitySupport": "off",
  "editor.minimap.enabled": false,
  "editor.hover.delay": 100,
  "editor.inlineSuggest.enabled": false,
  "editor.cursorBlinking": "solid",
  "editor.fontFamily": "'DejaVu Sans Mono', 'Noto Sans CJK JP', monospace",
  "editor.fontSize": 13,
  "files.autoSave": "off",
  "window.titleBarStyle": "custom",
};

export class CodeServer {
  /** Starts one with a .vsix. With `trust`, folders are untrusted until somebody says otherwise. */
  static async start({ vsix, trust }) {
    const server = new CodeServer();
    server.home = fs.mkdtempSync(path.join(os.tmpdir(), "paper-notes-vscode."));
    const inside = (name) => path.join(server.home, name);
    fs.mkdirSync(inside("data/User"), { recursive: true });
    fs.mkdirSync(inside("extensions"), { recursive: true });
    fs.writeFileSync(inside("config.yaml"), "auth: none\n");
    const settings = { ...SETTINGS, "security.workspace.trust.enabled": trust };
    fs.writeFileSync(inside("data/User/settings.json"), JSON.stringify(settings, null, 2));
    // The editor asks a login shell for the PATH.
    fs.writeFileSync(inside(".profile"), 'PATH="$HOME/bin:$PATH"\n');
    server.env = {
      PATH: "/usr/bin:/bin",
      LANG: "C.UTF-8",
      HOME: server.home,
      SHELL: "/bin/bash",
      XDG_CONFIG_HOME: inside("xdg/config"),
      XDG_DATA_HOME: inside("xdg/data"),
      XDG_CACHE_HOME: inside("xdg/cache"),
      XDG_RUNTIME_DIR: server.home,
      CODE_SERVER_CONFIG: inside("config.yaml"),
      // Without it the gallery is asked at every start.
      EXTENSIONS_GALLERY: "{}",
    };
    const places = ["--user-data-dir", inside("data"), "--extensions-dir", inside("extensions")];
    // What a language pack leaves behind when it is installed. The real one is on no package registry; what it would
    // translate of the editor stays English, and what the extension says must not.
    const extensions = [{ extensionIdentifier: { id: "paper-notes.japanese" }, version: "0.0.1" }];
    const pack = { hash: "test", extensions, translations: { vscode: JAPANESE }, label: "日本語" };
    // Without this file the language is English, whatever the browser asks for.
    fs.writeFileSync(inside("data/User/argv.json"), "{}");
    fs.writeFileSync(inside("data/languagepacks.json"), JSON.stringify({ ja: pack }));
    const { status, stdout, stderr } = spawnSync(process.execPath, [CODE_SERVER, ...places, "--install-extension", vsix], {
      env: server.env,
      encoding: "utf8",
      timeout: 120_000,
    });
    if (status !== 0 || !/successfully installed/.test(stdout)) {
      throw new Error(`${vsix} was not installed: ${stdout}${stderr}`);
    }
    const port = await freePort();
    server.address = `http://127.0.0.1:${port}`;
    const log = fs.openSync(path.join(SHOTS, `code-server-${trust ? "universal" : "platform"}.log`), "w");
    server.process = spawn(
      process.execPath,
      [
        CODE_SERVER, ...places, "--auth", "none", "--bind-addr", `127.0.0.1:${port}`, "--disable-telemetry",
        "--disable-update-check", "--disable-getting-started-override", "--disable-proxy", "--ignore-last-opened",
        ...(trust ? [] : ["--disable-workspace-trust"]),
        // A window that is closed is gone, and takes its extensions with it.
        "--reconnection-grace-time", "1",
      ],
      { env: server.env, detached: true, stdio: ["ignore", log, log] },
    );
    await until("code-server answers", () => fetch(`${server.address}/healthz`).then((answer) => answer.ok));
    return server;
  }

  /** A folder of its own for a scenario: a copy of the sample notes, or these files. */
  folder(name, files) {
    const folder = path.join(this.home, "folders", name);
    if (files === undefined) {
      fs.cpSync(NOTES, folder, { recursive: true });
      // Some are read-only where the tests are.
      spawnSync("chmod", ["-R", "u+w", folder]);
    }
    for (const [file, text] of Object.entries(files ?? {})) {
      fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      fs.writeFileSync(path.join(folder, file), text);
    }
    return folder;
  }

  /** The settings of the machine, which no folder can make. */
  machineSettings(settings) {
    const file = path.join(this.home, "data/Machine/settings.json");
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(`${file}.new`, JSON.stringify(settings));
    fs.renameSync(`${file}.new`, file);
  }

  /** The settings of a folder. They hold at once, also in a window that is open, which never sees half of them. */
  settings(folder, settings) {
    fs.mkdirSync(path.join(folder, ".vscode"), { recursive: true });
    const file = path.join(folder, ".vscode/settings.json");
    fs.writeFileSync(`${file}.new`, JSON.stringify(settings));
    fs.renameSync(`${file}.new`, file);
  }

  /** The ids of the servers of notes that run for a folder. */
  servers(folder) {
    const running = fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    return running.map(Number).filter((pid) => {
      try {
        return /^paper-notes-ls/.test(fs.readFileSync(`/proc/${pid}/comm`, "utf8")) && fs.readlinkSync(`/proc/${pid}/cwd`) === folder;
      } catch {
        return false;
      }
    });
  }

  /** Has something undone at the end. */
  onStop(undo) {
    this.undo = [...(this.undo ?? []), undo];
  }

  /** Ends code-server with all that it started: they are a process group. */
  async stop() {
    const gone = new Promise((resolve) => this.process.once("exit", resolve));
    process.kill(-this.process.pid, "SIGTERM");
    const timer = setTimeout(() => process.kill(-this.process.pid, "SIGKILL"), 5000);
    await gone;
    clearTimeout(timer);
    (this.undo ?? []).forEach((undo) => undo());
    if (process.env.KEEP) {
      console.log(`kept ${this.home}`);
      return;
    }
    fs.rmSync(this.home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

function freePort() {
  return new Promise((resolve) => {
    const probe = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
