// “New Entry”: the server writes the lines that an entry begins with, and puts the cursor where the title goes.
import * as vscode from "vscode";
import { ExecuteCommandRequest } from "vscode-languageclient/node";
import type { Session } from "./session";

export async function beginEntry(session: Session): Promise<void> {
  const [client, editor] = [session.running, vscode.window.activeTextEditor];
  if (!client || !editor) {
    void vscode.window.showInformationMessage(vscode.l10n.t("Open a page of notes first: the new entry goes where the cursor is."));
    return;
  }
  const argument = {
    uri: client.code2ProtocolConverter.asUri(editor.document.uri),
    position: client.code2ProtocolConverter.asPosition(editor.selection.active),
  };
  try {
    await client.sendRequest(ExecuteCommandRequest.type, { command: "paperNotes.newEntry", arguments: [argument] });
  } catch (error) {
    // The server says why, in the person's language.
    void vscode.window.showWarningMessage(error instanceof Error ? error.message : String(error));
  }
}
