// The commands of the palette, and the one behind a code lens.
import * as vscode from "vscode";
import type { Location as ServerLocation, Position as ServerPosition } from "vscode-languageclient/node";
import { goToNumber } from "./go_to_number";
import { GraphView } from "./graph";
import { beginEntry } from "./new_entry";
import type { Session } from "./session";

export function registerCommands(context: vscode.ExtensionContext, session: Session): void {
  const graph = new GraphView(context.extensionUri, session);
  context.subscriptions.push(graph);
  const commands: Record<string, (...parameters: never[]) => unknown> = {
    "paperNotes.restartServer": () => session.restart(),
    "paperNotes.showLog": () => {
      session.log.show();
    },
    "paperNotes.openServerSetting": () => openServerSetting(),
    "paperNotes.openWelcome": (step?: string) => openWelcome(context, step),
    "paperNotes.showCitationGraph": () => graph.show(),
    "paperNotes.beginEntry": () => beginEntry(session),
    "paperNotes.goToNumber": () => {
      goToNumber(session);
    },
    "paperNotes.showReferences": (uri: string, position: ServerPosition, places: ServerLocation[]) =>
      showReferences(session, uri, position, places),
  };
  for (const [name, run] of Object.entries(commands)) {
    context.subscriptions.push(vscode.commands.registerCommand(name, run));
  }
}

/** The step of the welcome page that is meant, else all of it. */
async function openWelcome(context: vscode.ExtensionContext, step?: string): Promise<void> {
  const category = `${context.extension.id}#welcome`;
  const of = step === undefined ? category : { category, step };
  await vscode.commands.executeCommand("workbench.action.openWalkthrough", of, false);
}

/** Where the setting is that says which server is started: of another machine's server, among that machine's settings. */
async function openServerSetting(): Promise<void> {
  const page = vscode.env.remoteName === undefined ? "openSettings" : "openRemoteSettings";
  await vscode.commands.executeCommand(`workbench.action.${page}`, { query: "paperNotes.server.path" });
}

/** What a click on a code lens lists, in the editor's own types. */
async function showReferences(
  session: Session,
  uri: string,
  position: ServerPosition,
  places: ServerLocation[],
): Promise<void> {
  const convert = session.running?.protocol2CodeConverter;
  if (convert) {
    const locations = places.map((place) => convert.asLocation(place));
    const arguments_ = [convert.asUri(uri), convert.asPosition(position), locations];
    await vscode.commands.executeCommand("editor.action.showReferences", ...arguments_);
  }
}
