// “Show Citation Graph”: a view beside the page, drawn by the page of editors/graph from what the server answers.
import * as crypto from "node:crypto";
import * as vscode from "vscode";
import { ExecuteCommandRequest, type LanguageClient, type Position, type Range } from "vscode-languageclient/node";
import type { Session } from "./session";

/** What the server answers to `paperNotes.showGraph`, as far as it is of interest here. */
interface Graph {
  readonly nodes: readonly { readonly id: string }[];
}

/** What the page says: see the README of editors/graph. */
type FromPage =
  | { readonly type: "ready" }
  | { readonly type: "open"; readonly uri: string; readonly range: Range }
  | { readonly type: "around"; readonly uri: string; readonly range: Range; readonly depth: number };

/** What a graph is drawn around, and how far; nothing around which it is that of all notes. */
interface View {
  readonly around?: { readonly uri: string; readonly position: Position };
  readonly depth: number;
}

const DEPTH = 2;

export class GraphView implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private view: View = { depth: 0 };

  constructor(
    private readonly extension: vscode.Uri,
    private readonly session: Session,
  ) {}

  dispose(): void {
    this.panel?.dispose();
  }

  /** Shows the papers around the entry at the cursor; where there is none, all. */
  async show(): Promise<void> {
    const client = this.session.running;
    if (!client) {
      return;
    }
    const editor = vscode.window.activeTextEditor;
    const around = editor && {
      uri: client.code2ProtocolConverter.asUri(editor.document.uri),
      position: client.code2ProtocolConverter.asPosition(editor.selection.active),
    };
    const stands = around && (await ask(client, { ...around, depth: 0 }));
    this.view = stands ? { around, depth: DEPTH } : { depth: 0 };
    if (this.panel) {
      this.panel.reveal(undefined, false);
      await this.draw();
    } else {
      await this.open();
    }
  }

  private async open(): Promise<void> {
    const files = vscode.Uri.joinPath(this.extension, "graph");
    const style = new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(files, "graph.css")));
    const panel = vscode.window.createWebviewPanel(
      "paperNotes.graph",
      vscode.l10n.t("Citation Graph"),
      { viewColumn: vscode.ViewColumn.Beside },
      { enableScripts: true, localResourceRoots: [files], retainContextWhenHidden: true },
    );
    this.panel = panel;
    panel.onDidDispose(() => {
      this.panel = undefined;
    });
    panel.webview.onDidReceiveMessage((message: FromPage) => void this.hear(message));
    const script = panel.webview.asWebviewUri(vscode.Uri.joinPath(files, "graph.js"));
    panel.webview.html = page(script.toString(), style, panel.title);
  }

  private async hear(message: FromPage): Promise<void> {
    switch (message.type) {
      case "ready":
        await this.draw();
        break;
      case "open":
        await this.openEntry(message.uri, message.range);
        break;
      case "around":
        this.view = { around: { uri: message.uri, position: message.range.start }, depth: message.depth };
        await this.draw();
        break;
    }
  }

  /** Has the page draw what is to be seen now. */
  private async draw(): Promise<void> {
    const client = this.session.running;
    if (!client || !this.panel) {
      return;
    }
    const { around, depth } = this.view;
    // The paper alone is a graph of one: that is how the centre is called.
    const alone = around && (await ask(client, { ...around, depth: 0 }));
    const graph = await ask(client, depth === 0 || !around ? {} : { ...around, depth });
    if (graph) {
      const language = vscode.env.language.startsWith("ja") ? "ja" : "en";
      const centre = alone?.nodes[0]?.id;
      const of = centre === undefined ? {} : { center: centre, depth };
      await this.panel.webview.postMessage({ type: "graph", graph, ...of, language });
    }
  }

  /** Opens an entry where pages are read, not over the graph. */
  private async openEntry(uri: string, range: Range): Promise<void> {
    const convert = this.session.running?.protocol2CodeConverter;
    if (!convert) {
      return;
    }
    const place = convert.asUri(uri);
    const beside = vscode.window.visibleTextEditors.find((editor) => editor.viewColumn !== this.panel?.viewColumn);
    const viewColumn = beside?.viewColumn ?? vscode.ViewColumn.One;
    await vscode.window.showTextDocument(place, { selection: convert.asRange(range), viewColumn });
  }
}

/** The answer, or nothing where no entry stands at the place. */
async function ask(client: LanguageClient, argument: object): Promise<Graph | undefined> {
  try {
    const params = { command: "paperNotes.showGraph", arguments: [argument] };
    return (await client.sendRequest(ExecuteCommandRequest.type, params)) as Graph;
  } catch {
    return undefined;
  }
}

/**
 * The page that holds the graph. It runs its own script and nothing else, and fetches nothing. The editor loads a page
 * in a frame that is not displayed, in which there are no colours; a class that changes has them read again.
 */
function page(script: string, style: string, title: string): string {
  const nonce = crypto.randomBytes(16).toString("base64");
  const language = vscode.env.language.startsWith("ja") ? "ja" : "en";
  return `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<main id="paper-notes-graph"></main>
<script nonce="${nonce}">
addEventListener("message", () => requestAnimationFrame(() => document.body.classList.toggle("displayed")));
</script>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
