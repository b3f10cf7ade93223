// Watches the documents that are opened: a page of notes gets its language, and is told of.
import * as vscode from "vscode";
import { isPage, PAGE_LANGUAGE } from "./notes";

export class DocumentWatch implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable[] = [];
  /** Those that were given the language once: who chooses another one keeps it. */
  private readonly given = new Set<string>();

  constructor(private readonly found: () => void) {
    const look = (document: vscode.TextDocument): void => {
      this.look(document);
    };
    this.subscriptions.push(
      vscode.workspace.onDidOpenTextDocument(look),
      // A new page becomes one while it is written.
      vscode.workspace.onDidSaveTextDocument(look),
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (editor) {
          look(editor.document);
        }
      }),
    );
    vscode.workspace.textDocuments.forEach(look);
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private look(document: vscode.TextDocument): void {
    if (!isPage(document)) {
      return;
    }
    const name = document.uri.toString();
    if (document.languageId === "plaintext" && !this.given.has(name)) {
      this.given.add(name);
      void vscode.languages.setTextDocumentLanguage(document, PAGE_LANGUAGE);
    }
    this.found();
  }
}
