// Tags, labels, dates and references are told apart, and from other text, by their colours, in light and dark themes, in
// text and in Markdown, by the grammar alone and with what the server knows on top.
import { background, colourOf, contrast } from "../support/colour.mjs";
import { check, shot, until } from "../support/report.mjs";
import { Window } from "../support/window.mjs";

const THEMES = ["Default Dark Modern", "Default Light Modern"];

/** Pieces of each page as they are drawn; the bullet of a reference is drawn with its number or by itself. */
const IN_PAGES = {
  "reading.txt": { tag: ["#LanguageModel"], label: ["Summary"], date: ["2025-08-02"], reference: ["・2094", "2094"], text: ["reading"] },
  "metrics.md": { tag: ["#Evaluation"], label: ["Summary"], date: ["2023-08-13"] },
};

async function distinct(machine, name, pages, served) {
  const folder = machine.server.folder(name);
  const set = (theme) => machine.server.settings(folder, { "workbench.colorTheme": theme });
  set(THEMES[0]);
  const window = await Window.open(machine, folder);
  if (served) {
    await window.waitForStatus(/20 entries/);
  }
  for (const theme of THEMES) {
    set(theme);
    const dark = theme.includes("Dark");
    await until("the theme is on", async () => (await window.page.locator(`.monaco-workbench.${dark ? "vs-dark" : "vs"}`).count()) === 1);
    for (const [page, parts] of Object.entries(pages)) {
      await window.openFile(page);
      const colours = {};
      await until(`${page} is coloured`, async () => {
        for (const [part, texts] of Object.entries(parts)) {
          colours[part] = undefined;
          for (const text of texts) {
            colours[part] ??= await colourOf(window.editor, text);
          }
        }
        const all = Object.keys(parts).map((part) => String(colours[part]));
        return !all.includes("undefined") && new Set(all).size === all.length;
      });
      const behind = await background(window.editor);
      for (const part of Object.keys(parts)) {
        check(`${part} can be read on ${page} in ${theme}`, contrast(colours[part], behind) >= 3, [colours[part], behind]);
      }
      await shot(window.page, `${dark ? "dark" : "light"}-${page.split(".")[0]}`);
    }
  }
}

/** Without a server there is the grammar. */
export async function grammar(machine) {
  machine.server.machineSettings({ "paperNotes.server.path": "/nowhere/server" });
  await distinct(machine, "grammar", IN_PAGES, false);
}

/** What the server knows stands on top of it: authors, who are coloured by nothing else. */
export async function semantic(machine) {
  const known = { ...IN_PAGES["reading.txt"], author: ["Ping Yu+"] };
  await distinct(machine, "semantic", { ...IN_PAGES, "reading.txt": known }, true);
}
