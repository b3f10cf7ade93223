// The settings that the person made, as the server takes them. What is at its default is not said: a default of
// the editor must not win over the repository's own `.paper-notes.toml`.
import * as vscode from "vscode";

/** The name of our settings. */
export const SECTION = "paperNotes";

/** Those for the server itself; the others are the extension's. The keys are the server's own, in the editor's spelling. */
const SERVER_SETTINGS = [
  "language",
  "include",
  "exclude",
  "catalogs",
  "tagPages",
  "repository",
  "references",
  "hoverLength",
  "inlayHints",
  "codeLens",
  "maxFileSizeMb",
  "outsideLinks",
  "diagnostics",
] as const;

/** What is set for a folder, or for all. */
export function serverSettings(scope?: vscode.Uri): Record<string, unknown> {
  const all = vscode.workspace.getConfiguration(SECTION, scope ?? null);
  const set: Record<string, unknown> = {};
  for (const key of SERVER_SETTINGS) {
    const said = all.inspect(key);
    const places = [said?.globalValue, said?.workspaceValue, said?.workspaceFolderValue];
    if (places.some((value) => value !== undefined)) {
      set[key] = all.get(key);
    }
  }
  // An empty text field of the settings page says nothing.
  if (set["repository"] === "") {
    delete set["repository"];
  }
  return set;
}

/** The server that is to be started, as it is written in the settings; empty if none is. */
export function serverPath(): string {
  // What stands in a settings file may be of any type.
  const path = vscode.workspace.getConfiguration(SECTION).get<unknown>("server.path");
  return typeof path === "string" ? path.trim() : "";
}

/** How much is written into the log. */
export function logLevel(): string {
  return vscode.workspace.getConfiguration(SECTION).get<string>("server.logLevel", "info");
}
