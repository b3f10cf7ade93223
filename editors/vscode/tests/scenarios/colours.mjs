// Tags, labels, dates and references are told apart by their colours, in light and dark themes, in text and in
// Markdown, by the grammar alone and with what the server knows on top.
import { background, colourOf, contrast } from "../support/colour.mjs";
import { check, shot, until } from "../support/report.mjs";
import { Window } from "../support/window.mjs";

const THEMES = ["Default Dark Modern", "Default Light Modern"];

const IN_PAGES = {
  "reading.txt": { tag: "#LanguageModel", label: "Summary", date: "2025-08-02", reference: /^・?2094$/ },
  "metrics.md": { tag: "#Evaluation", label: "Summary", date: "2023-08-13" },
};

async function distinct(machine, folder, theme, settings, name) {
  machine.server.settings(folder, { "workbench.colorTheme": theme, ...settings });
  const window = await Window.open(machine, folder);
  const dark = theme.includes("Dark");
  await until("the theme is on", async () => (await window.page.locator(`.monaco-workbench.${dark ? "vs-dark" : "vs"}`).count()) === 1);
  if (Object.keys(settings).length === 0) {
    await window.waitForStatus(/20 entries/);
  }
  for (const [page, parts] of Object.entries(IN_PAGES)) {
    await window.openFile(page);
    const colours = {};
    await until(`${page} is coloured`, async () => {
      colours.text = [await colourOf(window.editor, page === "reading.txt" ? "reading" : "- ")].flat();
      for (const [part, text] of Object.entries(parts)) {
        colours[part] = text instanceof RegExp ? ((await colourOf(window.editor, "・2094")) ?? (await colourOf(window.editor, "2094"))) : await colourOf(window.editor, text);
      }
      const marked = Object.keys(parts).map((part) => String(colours[part]));
      return !marked.includes("undefined") && new Set(marked).size === marked.length;
    });
    const behind = await background(window.editor);
    for (const part of Object.keys(parts)) {
      check(`${part} can be read on ${page} in ${theme}`, contrast(colours[part], behind) >= 3, [colours[part], behind]);
    }
    await shot(window.page, `${name}-${dark ? "dark" : "light"}-${page.split(".")[0]}`);
  }
  await window.close();
}

/** Without a server there is the grammar. */
export async function grammar(machine) {
  for (const theme of THEMES) {
    const folder = machine.server.folder(`grammar-${theme.split(" ")[1]}`);
    await distinct(machine, folder, theme, { "paperNotes.server.path": "/nowhere/server" }, "grammar");
  }
}

export async function semantic(machine) {
  for (const theme of THEMES) {
    await distinct(machine, machine.server.folder(`semantic-${theme.split(" ")[1]}`), theme, {}, "semantic");
  }
}
