// Folders other than a repository of notes that can be written: what is shown there, and what is not.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { becomes, check, shot, until } from "../support/report.mjs";
import { Window } from "../support/window.mjs";

const PAGE = "#NLP\nIssue: 7\nIssue Date: 2025-08-02\nA Title of Some Length, Jane Doe+, ACL'25\nComment\n・99\n";

/** Without notes nothing is started, whatever is opened. */
export async function withoutNotes(machine) {
  const { server } = machine;
  const folder = server.folder("without-notes", {
    "todo.txt": "#NotATag\n・1234\nsome text\n",
    "README.md": "# A project\n\n#962 is an issue.\n",
    // Another program's.
    "issues.json": '{"issues": []}\n',
  });
  const window = await Window.open(machine, folder);
  await window.openFile("README.md");
  await window.openFile("todo.txt");
  // That the extension has looked at them says the editor.
  await window.command("Developer: Show Running Extensions");
  await window.page.locator(".monaco-list-row", { hasText: "Paper Notes" }).filter({ hasText: "Activation" }).waitFor();
  await window.page.keyboard.press("Escape");
  await window.openFile("todo.txt");
  await shot(window.page, "nothing");
  check("no server runs", server.servers(folder).length === 0);
  check("the status bar says nothing", (await window.status.count()) === 0);
  await becomes("plain text stays plain", async () => (await window.language) === "Plain Text");
  check("nothing is said", (await window.messages.count()) === 0);
}

/** A repository of pages and nothing else: the first page that is opened starts the server. */
export async function pagesOnly(machine) {
  const { server } = machine;
  const folder = server.folder("pages-only", { "papers.txt": PAGE, "todo.txt": "nothing\n" });
  const window = await Window.open(machine, folder);
  await window.openFile("todo.txt");
  check("plain text starts nothing", server.servers(folder).length === 0);
  await window.openFile("papers.txt");
  await window.waitForStatus(/1 entry · 1 finding$/);
  await becomes("the language is that of notes", async () => (await window.language) === "Paper Notes");
  await window.editor.locator(".squiggly-warning").first().waitFor();
}

/** Settings of notes, but no notes yet: the status bar says so, and leads to the welcome page. */
export async function empty(machine) {
  const folder = machine.server.folder("empty", { ".paper-notes.toml": "hover-length = 100\n" });
  const window = await Window.open(machine, folder);
  await window.waitForStatus(/no entries/);
  await shot(window.page, "status");
  await window.status.click();
  await window.page.locator(".gettingStartedContainer", { hasText: "Open a page of notes" }).waitFor();
  await shot(window.page, "welcome");
}

/** What cannot be written is read as everything else; that a fix cannot be saved says the editor. */
export async function readOnly(machine) {
  const folder = machine.server.folder("read-only");
  const before = fs.readFileSync(path.join(folder, "wrong.txt"), "utf8");
  const release = makeReadOnly(folder);
  if (release === undefined) {
    console.log("     readOnly: left out, for root can write everywhere and may not mount");
    return;
  }
  machine.server.onStop(release);
  const window = await Window.open(machine, folder);
  const { page } = window;
  await window.waitForStatus(/20 entries · 14 findings/);
  await window.openFile("wrong.txt");
  await window.editor.locator(".squiggly-warning").first().waitFor();
  await window.goTo(5, 3);
  await page.keyboard.press("Control+.");
  await page.locator(".action-widget .monaco-list-row", { hasText: "Remove this copy" }).click();
  await until("the copy is gone from the editor", async () => !(await window.text()).includes("Multi-Token Attention"));
  await page.keyboard.press("Control+S");
  await until("the editor says that it cannot be saved", async () => /Failed to save|read-only|locked/i.test((await window.messages.allInnerTexts()).join("\n")));
  check("that is all that is said", (await window.messages.count()) === 1, await window.messages.allInnerTexts());
  check("the file is as it was", fs.readFileSync(path.join(folder, "wrong.txt"), "utf8") === before);
  await shot(page, "message");
}

/** Makes a folder read-only, and returns what undoes it. Permissions do not bind root; a mount does. */
function makeReadOnly(folder) {
  if (process.getuid() !== 0) {
    spawnSync("chmod", ["-R", "a-w", folder]);
    return () => spawnSync("chmod", ["-R", "u+w", folder]);
  }
  const mounted = spawnSync("mount", ["--bind", folder, folder]).status === 0;
  const closed = mounted && spawnSync("mount", ["-o", "remount,bind,ro", folder]).status === 0;
  const release = () => spawnSync("umount", ["--lazy", folder]);
  if (mounted && !closed) {
    release();
  }
  return closed ? release : undefined;
}
