// Tells notes from everything else, so that nothing is started where there are none.
import * as vscode from "vscode";

/** The language of a page of notes: plain text with a grammar. */
export const PAGE_LANGUAGE = "paper-notes";

/** What makes an entry: a line of its own on most pages, the middle of one where entries run on. */
const ANCHOR = /(?:^|\s)Issue Date:\s*\d{4}-/m;

/** A page shows what it is soon; of a huge text file that is none, no more than this is looked at. */
const LOOKED_AT = 200_000;

/** Whether a document is a page of notes. */
export function isPage(document: vscode.TextDocument): boolean {
  const isText = ["plaintext", "markdown", PAGE_LANGUAGE].includes(document.languageId);
  if (!isText || !["file", "untitled"].includes(document.uri.scheme)) {
    return false;
  }
  const end = document.positionAt(LOOKED_AT);
  return ANCHOR.test(document.getText(new vscode.Range(new vscode.Position(0, 0), end)));
}

/** Whether a folder holds what only a repository of notes has. */
export async function hasMarker(folders: readonly vscode.WorkspaceFolder[]): Promise<boolean> {
  for (const { uri } of folders) {
    const found = await Promise.all([
      exists(vscode.Uri.joinPath(uri, ".paper-notes.toml")),
      isIssueExport(vscode.Uri.joinPath(uri, "issues.json")),
      isIssueExport(vscode.Uri.joinPath(uri, "issues.jsonl")),
      hasTagDocument(vscode.Uri.joinPath(uri, "agent_docs")),
    ]);
    if (found.includes(true)) {
      return true;
    }
  }
  return false;
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

/** Other programs have an `issues.json` too: only a list of numbered titles counts. */
async function isIssueExport(uri: vscode.Uri): Promise<boolean> {
  const head = await read(uri);
  return head.includes('"number"') && head.includes('"title"');
}

async function hasTagDocument(folder: vscode.Uri): Promise<boolean> {
  try {
    const files = await vscode.workspace.fs.readDirectory(folder);
    const first = files.find(([name]) => name.endsWith(".xml"));
    return first !== undefined && (await read(vscode.Uri.joinPath(folder, first[0]))).includes("<paper-entry>");
  } catch {
    return false;
  }
}

/** What is in a plain file: a link may lead out of the folder, and to what has no end. */
async function read(uri: vscode.Uri): Promise<string> {
  try {
    if ((await vscode.workspace.fs.stat(uri)).type !== vscode.FileType.File) {
      return "";
    }
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return "";
  }
}
