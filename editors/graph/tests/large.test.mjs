// 5,000 papers stay usable: how much there is to compute until the page answers, what blocks it, and how fluent moving is.
// All is measured as time that the page's thread computed, from a trace; time in which others had the processor is no part.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, notes, open, page, ready, shot } from './browser.mjs';

const PAPERS = 5000;
/** A task that is longer is felt as a halt. A slower machine may say so. */
const HALT = Number(process.env.HALT_MS ?? 200);
/** What the page's thread may compute until a search is answered, and for a frame. */
const USABLE = 5000;
const FRAME = 100;

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** Papers with up to three references each to earlier ones, a quarter of them alone. */
function many() {
  let seed = 1;
  const random = (n) => (seed = (seed * 48271) % 2147483647) % n;
  const entries = Array.from({ length: PAPERS }, (_, at) => {
    const number = at + 1;
    const count = number < 10 || random(4) === 0 ? 0 : 1 + random(3);
    const references = Array.from({ length: count }, () => `・${1 + random(number - 1)}`);
    const tags = ['NLP', `Tag${random(12)}`, `Rare${random(300)}`].map((tag) => `#${tag}`);
    return [
      ...tags,
      `Issue: ${number}`,
      'Issue Date: 2025-01-01',
      `A Title of Paper ${number} that Says Something, Author${random(900)}+, arXiv'25`,
      'Comment',
      ...references,
      '',
    ].join('\n');
  });
  return entries.join('\n');
}

test(`${PAPERS} papers`, { timeout: 600_000 }, async (t) => {
  const url = page(notes(many()));
  const opened = await open(browser, url);
  const { tab: shown } = opened;
  await browser.startTracing(shown, {
    categories: [
      'toplevel',
      'blink.user_timing',
      'devtools.timeline',
      'disabled-by-default-devtools.timeline',
    ],
  });
  await shown.reload({ waitUntil: 'commit' });
  // Usable: a search is answered, while papers still move.
  await shown.locator('input[type=search]').fill('paper 4999');
  await shown.waitForFunction(() => document.querySelector('.status').textContent.startsWith('1 of'));
  await mark(shown, 'usable');
  await shown.locator('input[type=search]').fill('');
  await ready(shown);
  await mark(shown, 'placed');
  await shown.waitForFunction(
    (papers) => document.querySelectorAll('[role=option]').length === papers,
    PAPERS,
  );

  const box = await shown.locator('canvas').boundingBox();
  await mark(shown, 'moving');
  await shown.mouse.move(box.x + 400, box.y + 300);
  await shown.mouse.down();
  await shown.mouse.move(box.x + 200, box.y + 200, { steps: 40 });
  await shown.mouse.up();
  await mark(shown, 'zooming');
  for (let at = 0; at < 30; at += 1) {
    await shown.mouse.wheel(0, at < 15 ? -120 : 120);
    await shown.waitForTimeout(20);
  }
  await mark(shown, 'zoomed');
  await shot(shown, 'large');
  const trace = read(await browser.stopTracing());
  const halts = trace.tasks.map(({ computed }) => Math.round(computed));
  const usable = sum(trace.tasks, trace.marks.usable);
  const placed = sum(trace.tasks, trace.marks.placed);
  const moving = median(trace.frames, trace.marks.moving, trace.marks.zooming);
  const zooming = median(trace.frames, trace.marks.zooming, trace.marks.zoomed);
  const worst = Math.max(...halts);
  t.diagnostic(`usable after ${usable} ms, all in place after ${placed} ms`);
  t.diagnostic(`frames: moving ${moving} ms, zooming ${zooming} ms (median)`);
  t.diagnostic(`tasks over 50 ms: ${halts.filter((halt) => halt > 50).length}, the longest ${worst} ms`);
  assert.ok(halts.length > 100, 'tasks are seen');
  assert.ok(worst <= HALT, `tasks of ${halts.sort((a, b) => b - a).slice(0, 5)} ms`);
  assert.ok(usable > 0 && usable < USABLE, `usable after ${usable} ms`);
  assert.ok(moving < FRAME && zooming < FRAME, `frames of ${moving} and ${zooming} ms`);
  assert.deepEqual([opened.asked, opened.wrong], [[], []]);
  await opened.close();
});

/** Has the trace say how far the test is. */
async function mark(tab, name) {
  await tab.evaluate((name) => performance.mark(name), name);
}

/** What the page's thread did: its tasks and frames, when they began and how many milliseconds they computed; the marks. */
function read(trace) {
  const { traceEvents } = JSON.parse(trace.toString());
  const threads = traceEvents.filter(
    ({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain',
  );
  const main = new Set(threads.map(({ pid, tid }) => `${pid} ${tid}`));
  const own = traceEvents.filter(({ pid, tid }) => main.has(`${pid} ${tid}`));
  const called = (pattern) =>
    own
      .filter(({ name, ph }) => ph === 'X' && pattern.test(name))
      .map(({ ts, tdur }) => ({ began: ts, computed: (tdur ?? 0) / 1000 }));
  const marks = own.filter(({ cat }) => cat.includes('blink.user_timing')).map(({ name, ts }) => [name, ts]);
  return {
    tasks: called(/RunTask$/u),
    frames: called(/^FireAnimationFrame$/u),
    marks: Object.fromEntries(marks),
  };
}

/** What was computed until a mark. */
function sum(tasks, mark) {
  return Math.round(
    tasks.filter(({ began }) => began < mark).reduce((all, { computed }) => all + computed, 0),
  );
}

/** The median of what was computed for a frame between two marks. */
function median(frames, from, to) {
  const times = frames.filter(({ began }) => began >= from && began < to).map(({ computed }) => computed);
  if (times.length < 10) return Infinity;
  return Math.round(times.sort((a, b) => a - b)[Math.floor(times.length / 2)]);
}
