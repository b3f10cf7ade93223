// What the tests share: pages that the server makes from notes, a browser that says when a page asks for anything, and a host.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { chromium } from 'playwright-core';

const { CHROMIUM, PAPER_NOTES_LSP, PROJECT, SHOTS } = process.env;

/** The most that anything may take, in milliseconds. A slow machine under load is no failure. */
const PATIENCE = 300_000;

export const SAMPLE = join(PROJECT, 'tests/notes');
export const folder = mkdtempSync(join(tmpdir(), 'paper-notes-graph-'));
process.on('exit', () => {
  rmSync(folder, { recursive: true, force: true });
});

let made = 0;

/** The address of a page that the server makes. */
export function page(notes, ...more) {
  const file = join(folder, `${(made += 1)}.html`);
  const language = more.includes('ja') ? 'ja_JP.UTF-8' : 'C.UTF-8';
  const options = more.filter((option) => option !== 'ja');
  execFileSync(PAPER_NOTES_LSP, ['graph', notes, '-o', file, ...options], {
    env: { ...process.env, LC_ALL: language },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return pathToFileURL(file).href;
}

/** What the server says of notes as data. */
export function graph(notes) {
  const options = { maxBuffer: 1 << 28, encoding: 'utf8' };
  return JSON.parse(execFileSync(PAPER_NOTES_LSP, ['graph', notes, '--format', 'json'], options));
}

/** A folder with one page of notes. */
export function notes(text) {
  const name = join(folder, `notes-${(made += 1)}`);
  mkdirSync(name);
  writeFileSync(join(name, 'a.txt'), text);
  return name;
}

/** A page that an editor would show: script and style by a nonce, and a host that remembers what it is told. */
export function hosted() {
  const built = (name) => readFileSync(join(PROJECT, 'src/drawing/page', name), 'utf8');
  const file = join(folder, `${(made += 1)}.html`);
  writeFileSync(
    file,
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Graph</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-N'; style-src 'nonce-N'">
<style nonce="N">${built('graph.css')}</style></head><body><main id="paper-notes-graph"></main>
<script nonce="N">window.said = []; window.paperNotesHost = { postMessage(m) { window.said.push(m); } };</script>
<script nonce="N">${built('graph.js')}</script></body></html>`,
  );
  return pathToFileURL(file).href;
}

export async function launch() {
  return chromium.launch({ executablePath: CHROMIUM });
}

/**
 * Opens a page. `asked` are all addresses that were asked for but its own; `wrong` what the browser complained of, a
 * violation of the policy among it.
 */
export async function open(browser, url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const tab = await context.newPage();
  tab.setDefaultTimeout(PATIENCE);
  const [asked, wrong] = [[], []];
  await context.route('**', (route) => {
    const wanted = route.request().url();
    if (wanted === url) return route.continue();
    asked.push(wanted);
    return route.abort();
  });
  tab.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') wrong.push(message.text());
  });
  tab.on('pageerror', (error) => wrong.push(error.message));
  await tab.goto(url);
  return { tab, asked, wrong, close: () => context.close() };
}

/** Waits until the papers have their places. */
export async function ready(tab) {
  const placed = () => document.getElementById('paper-notes-graph').dataset.state === 'ready';
  await tab.waitForFunction(placed, null, { timeout: PATIENCE });
}

export async function shot(tab, name) {
  if (SHOTS) await tab.screenshot({ path: join(SHOTS, `${name}.png`) });
}
