// What assistive technology is told: no rule of axe-core is broken, in both languages, light and dark, wide and narrow.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';

import { graph, hosted, launch, notes, open, page, ready, SAMPLE, shot } from './browser.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

async function violations(tab) {
  await tab.evaluate(axe);
  const { violations, passes } = await tab.evaluate(() => window.axe.run());
  assert.ok(passes.length > 10, 'axe looked at something');
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`,
  );
}

for (const language of ['en', 'ja']) {
  for (const colorScheme of ['light', 'dark']) {
    for (const [width, height] of [
      [1280, 800],
      [380, 700],
    ]) {
      test(`no violation: ${language}, ${colorScheme}, ${width} wide`, async () => {
        const url = page(SAMPLE, ...(language === 'ja' ? ['ja'] : []), '--around', '1466', '--depth', '3');
        const { tab, wrong, close } = await open(browser, url, { colorScheme, viewport: { width, height } });
        await ready(tab);
        assert.equal(await tab.getAttribute('html', 'lang'), language);
        assert.deepEqual(await violations(tab), []);
        // With filters, and with nothing left.
        await tab.locator('.legend button').first().click();
        await tab.locator('input[type=search]').fill('zzz');
        assert.deepEqual(await violations(tab), []);
        assert.deepEqual(wrong, []);
        await shot(tab, `sample-${language}-${colorScheme}-${width}`);
        await close();
      });
    }
  }
}

test('an empty graph says so in words, and breaks no rule', async () => {
  for (const [more, words] of [
    [[], 'There are no papers to show.'],
    [['ja'], '表示する論文がありません。'],
  ]) {
    const { tab, close } = await open(browser, page(notes('Nothing noted yet.\n'), ...more));
    // It is drawn after the first paint.
    await tab.locator('main', { hasText: words }).waitFor();
    assert.deepEqual(await violations(tab), []);
    await close();
  }
});

test('no violation as an editor shows it, in each of its themes', async () => {
  const { tab, close } = await open(browser, hosted(), { colorScheme: 'light' });
  await tab.evaluate((graph) => {
    window.postMessage({ type: 'graph', graph, center: '2094', depth: 0, language: 'en' });
  }, graph(SAMPLE));
  await ready(tab);
  const grounds = [];
  for (const theme of ['vscode-light', 'vscode-dark', 'vscode-high-contrast', 'vscode-high-contrast-light']) {
    await tab.evaluate((theme) => {
      document.body.className = theme;
    }, theme);
    assert.deepEqual(await violations(tab), [], theme);
    grounds.push(await tab.evaluate(() => getComputedStyle(document.body).backgroundColor));
  }
  assert.deepEqual(grounds, [
    'rgb(255, 255, 255)',
    'rgb(30, 30, 30)',
    'rgb(30, 30, 30)',
    'rgb(255, 255, 255)',
  ]);
  await close();
});

test('this test sees what it looks for', async () => {
  const { tab, close } = await open(browser, page(SAMPLE));
  await ready(tab);
  await tab.evaluate(() => {
    document.querySelector('input').removeAttribute('aria-label');
    document.querySelector('input').removeAttribute('placeholder');
    document.querySelector('.status').style.color = '#ddd';
  });
  const found = (await violations(tab)).map((violation) => violation.split(':')[0]);
  assert.deepEqual(found.sort(), ['color-contrast', 'label']);
  await close();
});

test('colours of papers have a contrast of 3 : 1 to the ground', async () => {
  for (const colorScheme of ['light', 'dark']) {
    const { tab, close } = await open(browser, page(SAMPLE), { colorScheme });
    const colours = await tab.evaluate(() => {
      const style = getComputedStyle(document.body);
      const names = [...Array(8).keys(), 'other'].map((name) => `--graph-tag-${name}`);
      return ['--graph-ground', ...names, '--graph-edge'].map((name) => style.getPropertyValue(name).trim());
    });
    const [ground, ...others] = colours.map(luminance);
    for (const [at, other] of others.entries()) {
      const [dark, light] = [ground, other].sort((a, b) => a - b);
      assert.ok((light + 0.05) / (dark + 0.05) >= 3, `${colorScheme} ${colours[at + 1]}`);
    }
    assert.equal(new Set(colours.slice(1, 10)).size, 9);
    await close();
  }
});

/** The relative luminance of WCAG. */
function luminance(colour) {
  const hex = colour.length === 4 ? colour.replace(/[^#]/gu, '$&$&') : colour;
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
