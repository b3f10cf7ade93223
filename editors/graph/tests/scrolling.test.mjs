// What is scrolled: the list to the chosen paper, and never the page, also where the list stands below the picture.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { graph, hosted, launch, open, ready, SAMPLE, shot } from './browser.mjs';

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const NARROW = { width: 700, height: 700 };
const WIDE = { width: 1400, height: 800 };

/** The last of the papers is the centre: it is far down the list. */
async function shown(viewport) {
  const { tab, close } = await open(browser, hosted(), { viewport });
  const sample = graph(SAMPLE);
  await tab.evaluate((graph) => {
    window.postMessage({ type: 'graph', graph, center: graph.nodes.at(-1).id, depth: 0, language: 'en' });
  }, sample);
  await ready(tab);
  await tab.locator('[role=option][aria-selected=true]').waitFor();
  return { tab, close, papers: sample.nodes.length };
}

const scrolled = (tab) => tab.evaluate(() => Math.round(window.scrollY));

/** Whether what is chosen is seen whole in the list, some frames later, and how far the list is scrolled. */
const inList = (tab) =>
  tab.evaluate(async () => {
    for (let frame = 0; frame < 6; frame += 1) await new Promise(requestAnimationFrame);
    const list = document.querySelector('[role=listbox]');
    const [around, option] = [list, list.querySelector('[aria-selected=true]')].map((element) =>
      element.getBoundingClientRect(),
    );
    return {
      whole: option.top >= around.top - 1 && option.bottom <= around.bottom + 1,
      scrolled: list.scrollTop,
    };
  });

for (const viewport of [NARROW, WIDE]) {
  test(`${viewport.width} wide, it opens at its top, with the centre in sight in the list`, async () => {
    const { tab, close } = await shown(viewport);
    const { whole, scrolled: far } = await inList(tab);
    await shot(tab, `opened-${viewport.width}`);
    assert.equal(await scrolled(tab), 0);
    assert.ok(whole);
    assert.ok(far > 0, 'the list is longer than its place');
    await close();
  });
}

test('a search at its top leaves it there', async () => {
  const { tab, close } = await shown(NARROW);
  await tab.locator('input[type=search]').focus();
  await tab.keyboard.type('a');
  await tab.locator('[role=application]').focus();
  await tab.keyboard.press('Home');
  assert.equal(await scrolled(tab), 0);
  assert.ok((await inList(tab)).whole);
  await close();
});

test('keys in the list bring each paper into sight', async () => {
  const { tab, close, papers } = await shown(NARROW);
  await tab.locator('[role=listbox]').focus();
  await tab.keyboard.press('Home');
  assert.ok((await inList(tab)).whole);
  for (let at = 1; at < papers; at += 1) {
    await tab.keyboard.press('ArrowDown');
    assert.ok((await inList(tab)).whole, `paper ${at}`);
  }
  for (let at = papers; at > 1; at -= 1) {
    await tab.keyboard.press('ArrowUp');
    assert.ok((await inList(tab)).whole, `paper ${at} from the end`);
  }
  await close();
});
