// Where VS Code enters: puts the parts together, and starts the server as soon as there are notes.
import * as vscode from "vscode";
import { registerCommands } from "./commands";
import { DocumentWatch } from "./documents";
import { hasMarker } from "./notes";
import { Session } from "./session";
import { StatusBar } from "./status_bar";

let session: Session | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const status = new StatusBar();
  const running = new Session(context, status);
  session = running;
  context.subscriptions.push(status, running);
  registerCommands(context, running);

  const watch = new DocumentWatch(() => void running.start());
  context.subscriptions.push(watch);
  const lookForMarkers = async (): Promise<void> => {
    if (await hasMarker(vscode.workspace.workspaceFolders ?? [])) {
      await running.start();
    }
  };
  context.subscriptions.push(vscode.workspace.onDidChangeWorkspaceFolders(() => void lookForMarkers()));
  await lookForMarkers();
}

export async function deactivate(): Promise<void> {
  await session?.stop();
}
