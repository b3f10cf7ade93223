// Where the page starts: finds its host, or the data in the page itself, and shows what comes.

import { type Host, isGraph, type Paper } from './messages';
import { Page } from './page';

declare global {
  interface Window {
    acquireVsCodeApi?: () => Host;
    paperNotesHost?: Host;
  }
}

/** What a page may open: a title cannot become a script. */
const SCHEMES = /^(?:https?|file|vscode):/u;

function start(root: HTMLElement): void {
  const host = window.acquireVsCodeApi?.() ?? window.paperNotesHost;
  const page = new Page(root, {
    open(paper) {
      if (host === undefined) follow(paper);
      else host.postMessage({ type: 'open', id: paper.id, uri: paper.uri, range: paper.range });
    },
    around(paper, depth) {
      host?.postMessage({ type: 'around', id: paper.id, uri: paper.uri, range: paper.range, depth });
    },
  });
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (isGraph(data)) page.show(data);
  });
  const own = document.getElementById('paper-notes-graph-data')?.textContent;
  if (own) {
    const data: unknown = JSON.parse(own);
    // After the first paint: a big graph takes a while.
    window.setTimeout(() => {
      if (isGraph(data)) page.show(data);
    });
  }
  host?.postMessage({ type: 'ready' });
}

function follow({ url }: Paper): void {
  if (url === undefined || !SCHEMES.test(url)) return;
  const link = document.createElement('a');
  link.href = url;
  // An editor opens beside the page by itself; a tab for it would stay empty.
  if (!url.startsWith('vscode:')) link.target = '_blank';
  link.rel = 'noopener noreferrer';
  link.click();
}

const root = document.getElementById('paper-notes-graph');
if (root !== null) start(root);
