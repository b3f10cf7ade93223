// The extension without a server inside, in a folder that nobody trusts.
import fs from "node:fs";
import path from "node:path";
import { check, shot, until } from "../support/report.mjs";
import { Window } from "../support/window.mjs";

/** A server that only the folder names is not started; the message leads to the way to get one, and then it is found on PATH. */
export async function untrusted(machine) {
  const { server } = machine;
  const folder = server.folder("untrusted");
  const mark = path.join(server.home, "was-run");
  const program = path.join(folder, "trojan");
  fs.writeFileSync(program, `#!/bin/sh\ntouch ${mark}\n`, { mode: 0o755 });
  server.settings(folder, { "paperNotes.server.path": program });
  const window = await Window.open(machine, folder);
  const { page } = window;
  await page.locator(".statusbar-item", { hasText: "Restricted Mode" }).waitFor();
  await until("that there is no server is said", async () => /paper-notes-lsp is not installed/.test((await window.messages.allInnerTexts()).join("\n")));
  check("once", (await window.messages.count()) === 1, await window.messages.allInnerTexts());
  check("the program of the folder was not run", !fs.existsSync(mark));
  await window.waitForStatus(/stopped/);
  await shot(page, "message");
  await window.messages.getByRole("button", { name: "How to Install" }).click();
  await page.locator(".gettingStartedContainer .step-description-container:visible", { hasText: "cargo install --path ." }).waitFor();
  await shot(page, "welcome");

  fs.mkdirSync(path.join(server.home, "bin"), { recursive: true });
  fs.symlinkSync(process.env.PAPER_NOTES_LSP, path.join(server.home, "bin/paper-notes-lsp"));
  await page.locator(".gettingStartedContainer").getByRole("button", { name: "Restart Server" }).click();
  await window.waitForStatus(/20 entries/);
  check("it is the one on PATH", server.servers(folder).length === 1 && !fs.existsSync(mark));
}
