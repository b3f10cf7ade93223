// A session without a mouse, one with it, and what each opens.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { graph, hosted, launch, open, page, ready, SAMPLE } from './browser.mjs';

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const focused = (tab) =>
  tab.evaluate(() => {
    const { activeElement: at } = document;
    return at.getAttribute('role') ?? at.getAttribute('type') ?? at.localName;
  });
const chosen = (tab) => tab.innerText('.details .title');

async function hostedGraph(more = {}) {
  const opened = await open(browser, hosted());
  const { tab } = opened;
  assert.deepEqual(await tab.evaluate(() => window.said), [{ type: 'ready' }]);
  const message = { type: 'graph', graph: graph(SAMPLE), language: 'en', ...more };
  await tab.evaluate((message) => window.postMessage(message), message);
  await ready(tab);
  const said = async () => (await tab.evaluate(() => window.said)).slice(1);
  return { ...opened, said, nodes: message.graph.nodes, message };
}

test('every part is reached with Tab, and nothing holds the focus', async () => {
  const { tab, close } = await hostedGraph({ center: '2094', depth: 1 });
  const seen = [];
  for (let at = 0; at < 60; at += 1) {
    await tab.keyboard.press('Tab');
    const name = await focused(tab);
    if (name === 'body') break;
    if (seen.at(-1) !== name) seen.push(name);
  }
  assert.deepEqual(seen, ['search', 'select', 'button', 'application', 'button', 'listbox']);
  await close();
});

test('a paper is found, walked from and opened with keys alone', async () => {
  const { tab, said, nodes, close, wrong } = await hostedGraph();
  await tab.keyboard.press('Tab');
  await tab.keyboard.type('cot-self');
  assert.equal(await tab.innerText('.status'), '1 of 26 papers');
  await tab.keyboard.press('Enter');
  assert.equal(await focused(tab), 'listbox');
  assert.match(await chosen(tab), /^2402 CoT-Self-Instruct/u);
  // Its references do not pass the search.
  await tab.keyboard.press('ArrowRight');
  assert.match(await chosen(tab), /^2402 /u);
  await tab.locator('input[type=search]').fill('');
  await tab.locator('[role=listbox]').focus();
  await tab.keyboard.press('ArrowRight');
  assert.match(await chosen(tab), /^2094 Magpie/u);
  const active = await tab.getAttribute('[role=listbox]', 'aria-activedescendant');
  assert.equal(await tab.getAttribute(`#${active}`, 'aria-selected'), 'true');
  assert.match(await tab.innerText(`#${active}`), /^2094 Magpie/u);
  assert.deepEqual(await said(), []);
  await tab.keyboard.press('Enter');
  const { id, uri, range } = nodes.find(({ number }) => number === 2094);
  assert.deepEqual(await said(), [{ type: 'open', id, uri, range }]);
  // Back along the reference, in the picture too, where it is spoken.
  await tab.keyboard.press('ArrowLeft');
  const first = await chosen(tab);
  await tab.locator('[role=application]').focus();
  await tab.keyboard.press('ArrowDown');
  assert.notEqual(await chosen(tab), first, 'two papers refer to it');
  assert.match(await tab.innerText('[aria-live]'), /Refers to \(\d\), Referred to by/u);
  await tab.keyboard.press('Home');
  await tab.keyboard.press('Enter');
  assert.equal((await said()).at(-1).id, nodes[0].id);
  assert.deepEqual(wrong, []);
  await close();
});

test('a click on the picture opens what is there, a drag does not', async () => {
  const { tab, said, nodes, close } = await hostedGraph({ center: '2094' });
  // The paper that is chosen is brought into the middle.
  await tab.locator('[role=listbox]').focus();
  for (let at = 0; at < 12; at += 1) await tab.keyboard.press('+');
  await tab.keyboard.press('Home');
  const box = await tab.locator('canvas').boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await tab.mouse.move(x + 3, y + 2);
  assert.ok((await tab.innerText('.tip')).includes(nodes[0].title));
  await tab.mouse.down();
  await tab.mouse.move(x + 90, y + 60, { steps: 4 });
  await tab.mouse.up();
  assert.deepEqual(await said(), [], 'a drag opens nothing');
  // d3 lets no click through until the drag is over, a turn of the loop later.
  await tab.evaluate(
    () =>
      new Promise((resolve) => {
        setTimeout(resolve);
      }),
  );
  await tab.mouse.click(x + 88, y + 58);
  assert.deepEqual(
    (await said()).map(({ type, id }) => [type, id]),
    [['open', nodes[0].id]],
  );
  await tab.mouse.click(box.x + 3, box.y + 3);
  assert.equal((await said()).length, 1, 'nothing is there');
  await close();
});

test('without a host a click follows the link of the paper', async () => {
  const { tab, asked, close } = await open(browser, page(SAMPLE));
  await ready(tab);
  // The page that opens asks for its address, and is refused it.
  const refused = tab.context().waitForEvent('requestfailed');
  await tab.locator('[role=listbox]').focus();
  await tab.keyboard.press('Enter');
  await refused;
  assert.deepEqual(asked, ['https://github.com/example-notes/paper_notes/issues/2402']);
  await close();
});

test('another depth or centre is asked for, and the focus stays where it was', async () => {
  const { tab, said, message, close } = await hostedGraph({ center: '2094', depth: 1 });
  const center = message.graph.nodes.find(({ number }) => number === 2094);
  await tab.locator('select').selectOption('2');
  const { uri, range } = center;
  assert.deepEqual(await said(), [{ type: 'around', id: '2094', uri, range, depth: 2 }]);
  await tab.locator('[role=listbox]').focus();
  await tab.keyboard.press('Home');
  await tab.getByRole('button', { name: 'Draw around this paper' }).click();
  assert.deepEqual((await said()).at(-1).id, message.graph.nodes[0].id);
  await tab.locator('[role=listbox]').focus();
  await tab.evaluate((message) => window.postMessage({ ...message, language: 'ja', depth: 2 }), message);
  await tab.waitForFunction(() => document.documentElement.lang === 'ja');
  await ready(tab);
  assert.equal(await tab.locator('select').inputValue(), '2');
  assert.equal(await focused(tab), 'listbox', 'the focus stays');
  await close();
});

test('messages of another form are ignored', async () => {
  const { tab, wrong, close } = await hostedGraph();
  for (const other of [
    null,
    7,
    'graph',
    { type: 'graph' },
    { type: 'graph', graph: { nodes: 1 } },
    { type: 'x' },
  ]) {
    await tab.evaluate((other) => window.postMessage(other), other);
  }
  await tab.waitForTimeout(50);
  assert.equal(await tab.innerText('.status'), '26 papers');
  assert.deepEqual(wrong, []);
  await close();
});

test('tags filter the list and are said to be pressed', async () => {
  const { tab, nodes, close } = await hostedGraph();
  const button = tab.locator('.legend button').first();
  const name = (await button.innerText()).split(/\s/u)[0].slice(1);
  await button.focus();
  await tab.keyboard.press('Space');
  assert.equal(await button.getAttribute('aria-pressed'), 'true');
  const some = nodes.filter(({ tags }) => tags.includes(name)).length;
  assert.ok(some > 1 && some < nodes.length);
  assert.equal(await tab.locator('[role=option]:visible').count(), some);
  await tab.getByRole('button', { name: 'Show all tags' }).click();
  assert.equal(await tab.locator('[role=option]:visible').count(), nodes.length);
  await close();
});
