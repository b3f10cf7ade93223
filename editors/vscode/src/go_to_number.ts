// “Go to Number…”: a list that the server narrows while a number, or words of a title, an author or a tag, are typed.
import * as vscode from "vscode";
import { type LanguageClient, type SymbolInformation, type WorkspaceSymbol, WorkspaceSymbolRequest } from "vscode-languageclient/node";
import type { Session } from "./session";

interface Item extends vscode.QuickPickItem {
  readonly location: vscode.Location;
}

export function goToNumber(session: Session): void {
  const client = session.running;
  if (!client) {
    return;
  }
  const pick = vscode.window.createQuickPick<Item>();
  pick.placeholder = vscode.l10n.t("A number, or words of title, author or #tag");
  // The server has found what is shown, and by more than the label.
  pick.matchOnDescription = true;
  let asked: vscode.CancellationTokenSource | undefined;

  const ask = async (query: string): Promise<void> => {
    asked?.cancel();
    const own = (asked = new vscode.CancellationTokenSource());
    pick.busy = true;
    try {
      const found = (await client.sendRequest(WorkspaceSymbolRequest.type, { query }, own.token)) ?? [];
      if (!own.token.isCancellationRequested) {
        pick.items = found.flatMap((symbol) => item(symbol, client));
        pick.busy = false;
      }
    } catch {
      // Somebody typed on, or the server has gone.
    }
  };
  pick.onDidChangeValue((value) => void ask(value));
  pick.onDidAccept(() => {
    const chosen = pick.selectedItems[0];
    pick.hide();
    if (chosen) {
      void vscode.window.showTextDocument(chosen.location.uri, { selection: chosen.location.range });
    }
  });
  pick.onDidHide(() => {
    asked?.cancel();
    pick.dispose();
  });
  pick.show();
  void ask("");
}

function item(symbol: SymbolInformation | WorkspaceSymbol, client: LanguageClient): Item[] {
  if (!("range" in symbol.location)) {
    return [];
  }
  const location = client.protocol2CodeConverter.asLocation(symbol.location);
  const page = vscode.workspace.asRelativePath(location.uri);
  const said = symbol.containerName ?? "";
  return [{ label: symbol.name, description: said === "" ? page : said, detail: page, alwaysShow: true, location }];
}
