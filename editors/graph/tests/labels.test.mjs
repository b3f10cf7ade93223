// Labels are whole: none is cut by an edge of the page's canvas or of the SVG, however wide its letters are.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';

import { launch, notes, open, page, ready, SAMPLE, shot } from './browser.mjs';

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** A star whose every title is as wide as a title can be, with high numbers, and tags as wide. */
function wide(title, papers = 14) {
  const entries = Array.from({ length: papers }, (_, at) => [
    `#${title.slice(0, 25)}`,
    `Issue: ${123401 + at}`,
    'Issue Date: 2025-01-01',
    `${title} ${at}, Some Author+, arXiv'25`,
    'Comment',
    at === 0 ? '' : '・123401',
    '',
  ]);
  return notes(entries.flat().join('\n'));
}

const WIDE = {
  capitals: 'MWMWMWMWMW WMWMWMWMWMWMWMWMW',
  japanese: '大規模言語モデルの学習と評価のための大規模な日本語データ',
  'right to left': 'מודלים גדולים של שפה והערכתם במשימות',
};

/** Opens a page that remembers the labels of its last drawing: text, left, right, top and bottom. */
async function drawn(url, viewport) {
  const opened = await open(browser, url, { viewport });
  const { tab } = opened;
  await tab.addInitScript(() => {
    window.labels = [];
    const { fillRect, fillText } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.fillRect = function (...box) {
      window.labels = [];
      return fillRect.apply(this, box);
    };
    CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
      const half = this.measureText(text).width / 2;
      window.labels.push({ text, left: x - half, right: x + half, top: y, bottom: y + 12 });
      return fillText.call(this, text, x, y);
    };
  });
  await tab.reload();
  await ready(tab);
  return opened;
}

function assertWhole(labels, { width, height }, what) {
  assert.ok(labels.length > 3, `${what}: only ${labels.length} labels`);
  const cut = labels.filter(
    ({ left, right, top, bottom }) => left < 0 || right > width || top < 0 || bottom > height,
  );
  assert.deepEqual(cut, [], what);
}

const canvas = (tab) =>
  tab.evaluate(() => {
    const { clientWidth, clientHeight } = document.querySelector('canvas');
    return { width: clientWidth, height: clientHeight };
  });

for (const [name, title] of Object.entries(WIDE)) {
  test(`labels of ${name} are whole on the page`, async () => {
    for (const viewport of [
      { width: 1280, height: 800 },
      { width: 480, height: 700 },
    ]) {
      const { tab, close } = await drawn(page(wide(title)), viewport);
      await tab.waitForTimeout(200);
      await shot(tab, `labels-${name}-${viewport.width}`);
      const what = `${name}, ${viewport.width}`;
      assertWhole(await tab.evaluate(() => window.labels), await canvas(tab), what);
      await close();
    }
  });
}

test('a paper at the edge keeps its label whole while the picture is moved', async () => {
  const { tab, close } = await drawn(page(SAMPLE), { width: 1280, height: 800 });
  const box = await tab.locator('canvas').boundingBox();
  for (const [x, y] of [
    [-300, 0],
    [600, 0],
    [-300, 200],
  ]) {
    await tab.mouse.move(box.x + box.width / 2, box.y + 10);
    await tab.mouse.down();
    await tab.mouse.move(box.x + box.width / 2 + x, box.y + 10 + y, { steps: 5 });
    await tab.mouse.up();
    await tab.mouse.move(box.x + 2, box.y + 2);
    await tab.waitForTimeout(200);
    assertWhole(await tab.evaluate(() => window.labels), await canvas(tab), `moved by ${x}, ${y}`);
  }
  await close();
});

/** The SVG of notes, in a page of its own, and what of its texts is outside. */
async function outside(folder) {
  const svg = execFileSync(process.env.PAPER_NOTES_LSP, ['graph', folder, '--format', 'svg'], {
    encoding: 'utf8',
  });
  const context = await browser.newContext({ viewport: { width: 1600, height: 1200 } });
  const tab = await context.newPage();
  await tab.setContent(`<!doctype html><meta charset="utf-8">${svg}`);
  const cut = await tab.evaluate(() => {
    const picture = document.querySelector('svg');
    const { x, y, width, height } = picture.viewBox.baseVal;
    const texts = [...picture.querySelectorAll('text')];
    const boxes = texts.map((text) => ({ text: text.textContent, box: text.getBBox() }));
    if (boxes.length < 4) return ['no texts'];
    const out = ({ box }) =>
      box.x < x || box.x + box.width > x + width || box.y < y || box.y + box.height > y + height;
    return boxes.filter(out).map(({ text, box }) => `${text}: ${box.x} to ${box.x + box.width}`);
  });
  await context.close();
  return cut;
}

test('labels and the legend are whole in the SVG', async () => {
  for (const folder of [SAMPLE, ...Object.values(WIDE).map((title) => wide(title))])
    assert.deepEqual(await outside(folder), []);
});
