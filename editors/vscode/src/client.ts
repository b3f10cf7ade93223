// The client of one run of the server: which documents it hears of, its settings, what it tells besides LSP.
import * as vscode from "vscode";
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  type LanguageClientOptions,
  type Middleware,
  RevealOutputChannelOn,
  type ShowDocumentParams,
  type StaticFeature,
  TransportKind,
} from "vscode-languageclient/node";
import { PAGE_LANGUAGE } from "./notes";
import { logLevel, SECTION, serverSettings } from "./settings";
import type { StatusBar } from "./status_bar";
import { Counts } from "./counts";

/** Pages, single notes and the repository's settings. Catalogs are read from disk: they may be huge. */
const DOCUMENTS = [
  { scheme: "file", pattern: "**/*.{txt,md,markdown}" },
  { scheme: "file", pattern: "**/.paper-notes.toml" },
  { scheme: "untitled", language: PAGE_LANGUAGE },
];

/** A client for a server that is to be started. `closed` is called when it ends by itself. */
export function makeClient(
  program: string,
  log: vscode.LogOutputChannel,
  status: StatusBar,
  closed: () => void,
): LanguageClient {
  const options: LanguageClientOptions = {
    documentSelector: DOCUMENTS,
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationFailedHandler: () => false,
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => {
        closed();
        return { action: CloseAction.DoNotRestart, handled: true };
      },
    },
    initializationOptions: () => serverSettings(),
    middleware: middleware(status),
    stdioOptions: {
      stdout: () => undefined,
      stderr: (stream) => {
        stream.on("data", (chunk: Buffer) => {
          writeLog(log, chunk.toString());
        });
      },
    },
  };
  const executable = {
    command: program,
    transport: TransportKind.stdio,
    options: { env: { ...process.env, PAPER_NOTES_LOG: `warn,paper_notes_lsp=${logLevel()}` } },
  };
  const client = new QuietClient("paperNotes", "Paper Notes", executable, options);
  client.registerFeature(HEARS_STATUS);
  client.onNotification("paperNotes/status", (counts: Counts) => {
    status.counted(counts);
  });
  return client;
}

/** Where numbers are no colours: VS Code draws a swatch before `#962` where no extension knows the colours of a document. */
export function noColours(): vscode.Disposable {
  return vscode.languages.registerColorProvider(DOCUMENTS, {
    provideDocumentColors: () => [],
    provideColorPresentations: () => [],
  });
}

/** A client that says nothing to the person: what went wrong the session says, once. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }

  override warn(message: string, data?: unknown): void {
    super.warn(message, data, false);
  }
}

/** Asks the server to tell how much there is. */
const HEARS_STATUS: StaticFeature = {
  fillClientCapabilities: (capabilities) => {
    capabilities.experimental = { [SECTION]: { status: true } };
  },
  initialize: () => undefined,
  getState: () => ({ kind: "static" }),
  clear: () => undefined,
};

function middleware(status: StatusBar): Middleware {
  return {
    workspace: {
      configuration: (params) =>
        params.items.map(({ section, scopeUri }) =>
          section === SECTION ? serverSettings(scopeUri === undefined ? undefined : vscode.Uri.parse(scopeUri)) : null,
        ),
    },
    window: {
      // A new entry's title may be typed already when the server says where it goes; the cursor stays behind it then.
      showDocument: (params, token, next) => (isThere(params) ? { success: true } : next(params, token)),
    },
    // Our own item shows it; a second one beside it would come and go.
    handleWorkDoneProgress: (_token, params) => {
      status.progress(params.kind === "end" ? undefined : params.percentage);
    },
  };
}

/** The server's own log, with its levels. */
function writeLog(log: vscode.LogOutputChannel, text: string): void {
  for (const line of text.split("\n").filter((line) => line.trim() !== "")) {
    const [, level, message] = /^\S+\s+(ERROR|WARN|INFO|DEBUG|TRACE)\s+(.*)$/.exec(line) ?? [];
    switch (level) {
      case "ERROR":
        log.error(message ?? line);
        break;
      case "WARN":
        log.warn(message ?? line);
        break;
      case "DEBUG":
      case "TRACE":
        log.debug(message ?? line);
        break;
      default:
        log.info(message ?? line);
    }
  }
}

/** Whether the cursor is at a place, or on its line behind it. */
function isThere({ uri, selection }: ShowDocumentParams): boolean {
  const editor = vscode.window.activeTextEditor;
  if (!editor || !selection || editor.document.uri.toString() !== vscode.Uri.parse(uri).toString()) {
    return false;
  }
  const { line, character } = editor.selection.active;
  return line === selection.start.line && character >= selection.start.character;
}
