// What a person does with notes all day.
import fs from "node:fs";
import path from "node:path";
import { becomes, check, picture, shot, until } from "../support/report.mjs";
import { Window } from "../support/window.mjs";

/** Squiggles, the list of problems, and the fix that removes a copy, down to the file. */
export async function findings(machine) {
  const window = await Window.open(machine, machine.server.folder("findings"));
  const { page, editor } = window;
  await window.waitForStatus(/20 entries · 14 findings/);
  await window.openFile("wrong.txt");
  await editor.locator(".squiggly-warning").first().waitFor();
  const squiggles = async (kind) => editor.locator(`.squiggly-${kind}`).count();
  await becomes("errors are underlined", async () => (await squiggles("error")) >= 3);
  await becomes("information is underlined", async () => (await squiggles("info")) >= 2);
  await shot(page, "squiggles");

  await page.keyboard.press("Control+Shift+M");
  const problems = page.locator(".markers-panel .monaco-list-row");
  await problems.filter({ hasText: "this paper is already noted in reading.txt" }).first().waitFor();
  // Also of files that are not open.
  await problems.filter({ hasText: "older.jsonl" }).waitFor();
  await shot(page, "problems");
  // The list draws what is in view only.
  await page.locator(".panel .monaco-inputbox input").fill("1829");
  const row = problems.filter({ hasText: "no entry has the number 1829" });
  await row.waitFor();
  const said = await row.innerText();
  check("a problem has its code and place", /broken-reference/.test(said) && /\[Ln 11, Col 2\]/.test(said), said);
  await page.locator(".panel .monaco-inputbox input").fill("");
  await page.keyboard.press("Control+Shift+M");

  const before = window.read("wrong.txt");
  await window.goTo(5, 3);
  await page.keyboard.press("Control+.");
  const fixes = page.locator(".action-widget .monaco-list-row");
  const remove = fixes.filter({ hasText: "Remove this copy" });
  await remove.waitFor();
  await shot(page, "fixes");
  const widget = await page.locator(".action-widget").first().boundingBox();
  await picture(page, "fixes", { x: 352, y: 36, width: 830, height: Math.round(widget.y + widget.height) - 16 });
  await remove.click();
  await until("the copy is gone", async () => !(await window.text()).includes("Multi-Token Attention"));
  await window.save();
  const lines = before.split("\n");
  check("the file has lost the copy and nothing else", window.read("wrong.txt") === [lines[0], ...lines.slice(9)].join("\n"), window.read("wrong.txt"));
  await window.waitForStatus(/19 entries · 13 findings/);
}

/** What a number means, under the mouse and beside the text, and what an entry is referred to by. */
export async function reading(machine) {
  const folder = machine.server.folder("reading");
  const window = await Window.open(machine, folder, { size: { width: 1180, height: 760 } });
  const { page, editor } = window;
  await window.waitForStatus(/20 entries/);
  await window.openFile("reading.txt");
  await until("titles stand behind numbers", async () => /・2094Magpie: Alignment/.test(await window.text()));
  await shot(page, "inlay");
  await becomes("the language is that of notes", async () => (await window.language) === "Paper Notes");
  const all = await page.locator(".editor-instance").boundingBox();
  await picture(page, "inlay", { x: all.x, y: all.y, width: 820, height: 300 });

  await editor.locator(".codelens-decoration a").first().waitFor();
  const number = editor.locator(".view-line", { hasText: "・2094" }).locator("span", { hasText: /^2094$/ }).first();
  const hover = await window.hover(number, /Zhangchen Xu/);
  const said = await hover.innerText();
  check("the hover shows title, venue and summary", /Magpie: Alignment Data Synthesis/.test(said) && /ICLR'25/.test(said) && /利用者の発言/.test(said), said);
  await shot(page, "hover");
  const shown = await hover.boundingBox();
  await picture(page, "hover", { x: all.x, y: all.y, width: 820, height: Math.round(shown.y + shown.height - all.y) + 24 });
  await page.keyboard.press("Escape");
  await page.mouse.move(5, 5);

  // A click on the line above an entry lists who refers to it.
  await editor.locator(".codelens-decoration a", { hasText: "1 reference · also noted on NLP" }).first().click();
  const peek = page.locator(".peekview-widget .monaco-list-row");
  await peek.first().waitFor();
  await shot(page, "lens");
  await becomes("the lens lists the pages", async () => /reading\.txt|NLP\.txt/.test(await page.locator(".peekview-widget").innerText()));
  await page.keyboard.press("Escape");
  await page.locator(".peekview-widget").waitFor({ state: "detached" });

  // From a number to its entry.
  await window.goTo(12, 3);
  await page.keyboard.press("F12");
  await page.locator('.tab.active[data-resource-name="issues.json"]').waitFor();
  await page.keyboard.press("Control+Alt+Minus");
  await window.hasOpened("reading.txt");

  // The outline, by the keyboard and in the side bar.
  await page.keyboard.press("Control+Shift+O");
  const symbols = page.locator(".quick-input-list .monaco-list-row");
  await symbols.filter({ hasText: "CoT-Self-Instruct" }).first().waitFor();
  await page.keyboard.type("persona");
  await until("the entry is found", async () => (await symbols.first().innerText()).includes("Persona vectors"));
  await page.keyboard.press("Escape");
  await page.locator(".pane-header", { hasText: "Outline" }).click();
  const outline = page.locator(".outline-tree .monaco-list-row");
  await outline.filter({ hasText: "CoT-Self-Instruct" }).waitFor();
  await outline.filter({ hasText: "Multi-Token Attention" }).waitFor();
  await shot(page, "outline");

  // A setting takes effect at once, and once it is gone so does its effect.
  machine.server.settings(folder, { "paperNotes.inlayHints": false, "paperNotes.diagnostics": { "broken-reference": "off" } });
  await until("the titles are gone", async () => !(await window.text()).includes("Magpie: Alignment"));
  await window.waitForStatus(/· 13 findings/);
  machine.server.settings(folder, {});
  await until("the titles are back", async () => (await window.text()).includes("Magpie: Alignment"));
  await window.waitForStatus(/· 14 findings/);
  check("nothing was asked of a network", window.refused.length === 0, window.refused);
}

/** Completion of numbers and tags, snippets, a new entry. */
export async function writing(machine) {
  const window = await Window.open(machine, machine.server.folder("writing"), { size: { width: 1180, height: 760 } });
  const { page } = window;
  await window.waitForStatus(/20 entries/);
  await window.openFile("reading.txt");
  const before = window.read("reading.txt").split("\n");
  const offered = page.locator(".suggest-widget.visible .monaco-list-row");

  await window.goTo(14);
  await page.keyboard.press("Enter");
  await page.keyboard.insertText("・");
  await page.keyboard.type("differen");
  await offered.filter({ hasText: "1466" }).waitFor();
  await until("the paper is the first", async () => (await offered.first().innerText()).includes("Differential Transformer"));
  await shot(page, "number");
  const list = await page.locator(".suggest-widget").boundingBox();
  const all = await page.locator(".editor-instance").boundingBox();
  await picture(page, "completion", { x: all.x, y: all.y, width: 820, height: Math.max(300, Math.round(list.y + list.height - all.y) + 20) });
  await page.keyboard.press("Enter");
  await until("the number is written", async () => /・1466/.test((await window.text()).split("\n").slice(14, 17).join("\n")));

  await window.goTo(2);
  await page.keyboard.press("Enter");
  await page.keyboard.type("#Supe");
  await offered.filter({ hasText: "Supervised-FineTuning (SFT)" }).waitFor();
  await shot(page, "tag");
  await page.keyboard.press("Enter");
  await until("the tag is written", async () => (await window.text()).includes("#Supervised-FineTuning (SFT)"));
  await window.save();
  const now = [...before.slice(0, 2), "#Supervised-FineTuning (SFT)", ...before.slice(2, 14), "・1466", ...before.slice(14)];
  check("the file has what was accepted", window.read("reading.txt") === now.join("\n"), window.read("reading.txt"));

  await window.openFile("windows.txt");
  await page.keyboard.press("Control+End");
  await window.command("New Entry");
  await until("an entry is begun", async () => /Issue Date: 20\d\d-\d\d-\d\d\s*$/.test((await window.text()).trimEnd()));
  await page.keyboard.type("A New Paper");
  await window.save();
  check("the title is behind the date", /\nIssue Date: 20\d\d-\d\d-\d\d\r\nA New Paper/.test(window.read("windows.txt")), window.read("windows.txt").slice(-120));

  await page.keyboard.press("Control+End");
  await page.keyboard.press("Enter");
  await page.keyboard.type("entry");
  await offered.filter({ hasText: "New entry" }).first().waitFor();
  await shot(page, "snippet");
  await page.keyboard.press("Escape");
}

/** A tag is renamed in all pages, and a number is gone to. */
export async function everywhere(machine) {
  const window = await Window.open(machine, machine.server.folder("everywhere"));
  const { page } = window;
  await window.waitForStatus(/20 entries/);
  const pages = ["NLP.txt", "reading.txt"];
  const before = Object.fromEntries(pages.map((name) => [name, window.read(name)]));
  await window.openFile("NLP.txt");
  await window.goTo(5, 4);
  await page.keyboard.press("F2");
  const input = page.locator(".rename-box input");
  await input.waitFor();
  check("the tag's name is offered", (await input.inputValue()) === "SyntheticData", await input.inputValue());
  await input.fill("Synthetic Data");
  await shot(page, "rename");
  await page.keyboard.press("Enter");
  await until("the tag has its new name", async () => (await window.text()).includes("#Synthetic Data"));
  await page.keyboard.press("Control+K");
  await page.keyboard.press("s");
  for (const name of pages) {
    const expected = before[name].replaceAll("#SyntheticData", "#Synthetic Data");
    check(`${name} has the tag`, expected !== before[name]);
    await until(`${name} is written`, () => fs.readFileSync(path.join(window.folder, name), "utf8") === expected);
  }

  await window.command("Paper Notes: Go to Number");
  const query = page.locator(".quick-input-widget input.input");
  await until("a number is asked for", async () => /number/i.test((await query.getAttribute("placeholder")) ?? ""));
  await query.fill("962");
  const rows = page.locator(".quick-input-list .monaco-list-row");
  await rows.filter({ hasText: "TRUE: Re-evaluating" }).first().waitFor();
  await shot(page, "number");
  await query.fill("honovich true");
  await until("words find it too", async () => /TRUE: Re-evaluating/.test(await rows.first().innerText()));
  await page.keyboard.press("Enter");
  await page.locator('.tab.active[data-resource-name="metrics.md"]').waitFor();
  await until("the cursor is at its title", async () => (await window.cursor())?.startsWith("19,"));
}
