// The citation graph: drawn beside the page, without a network, for mouse, keyboard and screen readers.
import fs from "node:fs";
import { createRequire } from "node:module";
import { becomes, check, picture, shot, until } from "../support/report.mjs";
import { Window } from "../support/window.mjs";

const axe = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export async function graph(machine) {
  const window = await Window.open(machine, machine.server.folder("graph"), { size: { width: 1800, height: 860 } });
  const { page } = window;
  await window.waitForStatus(/20 entries/);
  await window.openFile("reading.txt");
  await window.goTo(12, 2);
  await window.command("Paper Notes: Show Citation Graph");
  const frame = page.frameLocator("iframe.webview").frameLocator("#active-frame");
  const papers = frame.getByRole("listbox").getByRole("option");
  await papers.filter({ hasText: "Magpie: Alignment" }).waitFor();
  await papers.filter({ hasText: "CoT-Self-Instruct" }).waitFor();
  await shot(page, "shown");
  await picture(page, "graph", { x: 352, y: 36, width: 1444, height: 560 });

  const inside = await until("the frame is there", () => page.frames().find((frame) => frame.name() === "active-frame" || frame.parentFrame()?.parentFrame()));
  await inside.evaluate(axe);
  const { violations, passes } = await inside.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  check("axe has looked", passes.length > 10, passes.length);
  check("axe has nothing to say", violations.length === 0, violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]));

  // By the keyboard alone: into the page, down the list, and into the entry.
  const list = frame.getByRole("listbox");
  await frame.getByRole("searchbox").first().focus();
  await until("the list is reached with Tab", async () => {
    await page.keyboard.press("Tab");
    return list.evaluate((element) => element === document.activeElement);
  });
  const wanted = papers.filter({ hasText: "CoT-Self-Instruct" });
  await until("the paper is chosen with an arrow", async () => {
    await page.keyboard.press("ArrowDown");
    return (await wanted.getAttribute("aria-selected")) === "true";
  });
  await page.keyboard.press("Enter");
  await until("its entry is open", async () => /^(8|7),/.test((await window.cursor()) ?? ""));
  await becomes("it is that paper's", async () => (await window.editor.locator(".view-line", { hasText: "CoT-Self-Instruct" }).count()) > 0);
  check("the graph is still there", (await page.locator(".tab", { hasText: "Citation Graph" }).count()) === 1);
  await shot(page, "opened");
  check("nothing was asked of a network", window.refused.length === 0, window.refused);
}
