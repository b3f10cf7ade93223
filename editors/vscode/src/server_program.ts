// Finds the server: what the settings name, else the one that came with the extension, else the one on PATH.
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

const NAME = "paper-notes-lsp";

/** A program to start. */
export interface Found {
  readonly program: string;
  /** Whether the settings name it. */
  readonly bySetting: boolean;
}

/** The server; without one the name that was looked for in vain. */
export function findServer(setting: string, extensionFolder: string): Found | { missing: string; bySetting: boolean } {
  if (setting !== "") {
    const written = setting.startsWith("~/") ? path.join(os.homedir(), setting.slice(2)) : setting;
    const program = path.isAbsolute(written) ? runnable(written) : onPath(written);
    return program === undefined ? { missing: written, bySetting: true } : { program, bySetting: true };
  }
  const program = runnable(path.join(extensionFolder, "server", NAME)) ?? onPath(NAME);
  return program === undefined ? { missing: NAME, bySetting: false } : { program, bySetting: false };
}

function onPath(name: string): string | undefined {
  // A name with a folder in it would be relative to a folder that nobody knows.
  if (name.includes("/") || name.includes("\\")) {
    return undefined;
  }
  // One that is relative would be a folder of the notes, where they are what is worked in.
  const folders = (process.env["PATH"] ?? "").split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return folders.map((folder) => runnable(path.join(folder, name))).find((found) => found !== undefined);
}

function runnable(program: string): string | undefined {
  const names = process.platform === "win32" && !program.endsWith(".exe") ? [`${program}.exe`] : [program];
  return names.find((name) => {
    try {
      fs.accessSync(name, fs.constants.X_OK);
      return fs.statSync(name).isFile();
    } catch {
      return false;
    }
  });
}
