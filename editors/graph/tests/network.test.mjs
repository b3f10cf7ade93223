// Nothing is fetched, nothing can be, and no title becomes more than text.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { hosted, launch, notes, open, page, ready, SAMPLE } from './browser.mjs';

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

test('nothing is asked for', async () => {
  const { tab, asked, wrong, close } = await open(browser, page(SAMPLE));
  await ready(tab);
  await tab.locator('[role=listbox]').focus();
  for (const key of ['ArrowDown', 'ArrowRight', 'End', '+', '0']) await tab.keyboard.press(key);
  await tab.mouse.move(400, 400);
  await tab.waitForTimeout(200);
  assert.deepEqual([asked, wrong], [[], []]);
  await close();
});

test('nothing could be: the policy lets no request and no other script out', async () => {
  for (const url of [page(SAMPLE), hosted()]) {
    const { tab, asked, wrong, close } = await open(browser, url);
    const failed = await tab.evaluate(async () => {
      const image = new Promise((resolve) => {
        const element = new Image();
        element.onload = () => resolve('loaded');
        element.onerror = () => resolve('refused');
        element.src = 'https://example.org/x.png';
      });
      const script = document.createElement('script');
      script.textContent = 'window.ran = true';
      document.body.append(script);
      const fetched = fetch('https://example.org/').then(
        () => 'loaded',
        () => 'refused',
      );
      return [await fetched, await image, window.ran ?? 'refused'];
    });
    assert.deepEqual([failed, asked], [['refused', 'refused', 'refused'], []]);
    assert.ok(wrong.length >= 3, 'the browser says that it refused');
    await close();
  }
});

test('titles are text, whatever is in them', async () => {
  const title = String.raw`</script><script>window.bad=1</script><img src=x onerror=window.bad=2> "q" \ ]]> %%GRAPH%% &amp; שלום 😱`;
  const text = `#<b>Tag</b>\nIssue: 1\nIssue Date: 2025-01-01\n${title}\u2028, A+, ACL'23\n`;
  const { tab, asked, wrong, close } = await open(browser, page(notes(text)));
  await ready(tab);
  assert.equal(await tab.evaluate(() => window.bad), undefined);
  assert.ok((await tab.innerText('[role=option] .title')).startsWith(title.slice(0, 60)));
  assert.ok(
    (await tab.innerText('[role=option] .title')).includes(String.raw`\ ]]> %%GRAPH%% &amp; שלום 😱`),
  );
  assert.equal(await tab.locator('main b, main img, main script').count(), 0);
  assert.deepEqual([asked, wrong], [[], []]);
  await close();
});
