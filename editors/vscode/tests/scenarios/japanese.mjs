// The same in Japanese, as the display language says: what the server says, and what the extension says.
import { becomes, check, shot, until } from "../support/report.mjs";
import { Window } from "../support/window.mjs";

export async function japanese(machine) {
  const folder = machine.server.folder("japanese");
  const window = await Window.open(machine, folder, { locale: "ja" });
  const { page } = window;
  await window.waitForStatus(/ノート 20 件 · 指摘 14 件/);
  await window.openFile("wrong.txt");
  await window.editor.locator(".squiggly-warning").first().waitFor();
  await page.keyboard.press("Control+Shift+M");
  await page.locator(".markers-panel .monaco-list-row", { hasText: "reading.txt に" }).first().waitFor();
  await shot(page, "problems");
  await page.keyboard.press("Control+Shift+M");

  await window.openFile("reading.txt");
  await window.editor.locator(".codelens-decoration a", { hasText: "参照 1 件" }).first().waitFor();
  const number = window.editor.locator(".view-line", { hasText: "・2094" }).locator("span", { hasText: /^2094$/ }).first();
  const hover = await window.hover(number, /Zhangchen Xu/);
  check("the hover is Japanese", /参照/.test(await hover.innerText()), await hover.innerText());
  await shot(page, "hover");
  await page.keyboard.press("Escape");

  await page.keyboard.press("F1");
  await page.locator(".quick-input-widget input.input").fill(">論文ノート");
  const commands = page.locator(".quick-input-list .monaco-list-row");
  await commands.filter({ hasText: "論文ノート: 番号へ移動" }).waitFor();
  await commands.filter({ hasText: "論文ノート: 引用グラフを表示" }).waitFor();
  await shot(page, "commands");
  await commands.filter({ hasText: "論文ノート: ようこそ" }).click();
  await page.locator(".gettingStartedContainer", { hasText: "論文を参照する" }).waitFor();
  await page.locator(".getting-started-step", { hasText: "引用のつながりを見る" }).click();
  await becomes("the graph has a step and its picture", async () => (await window.stepPicture()).includes("images/graph.png"));
  await shot(page, "welcome");

  await page.keyboard.press("Control+Comma");
  // Its field for searching takes the keyboard a moment after it is drawn.
  const search = page.locator(".settings-editor .suggest-input-container .monaco-editor");
  await until("the settings can be searched", async () => (await search.getAttribute("class")).includes("focused"));
  await page.keyboard.type("paperNotes.hoverLength");
  await page.locator(".settings-editor .setting-item", { hasText: "ホバーに表示する" }).first().waitFor();
  await shot(page, "settings");
  await page.keyboard.press("Escape");

  machine.server.machineSettings({ "paperNotes.server.path": "/nowhere/server" });
  await until("what is wrong is said in Japanese", async () => /サーバー「\/nowhere\/server」が見つからない/.test((await window.messages.allInnerTexts()).join("\n")));
  await shot(page, "message");
}
