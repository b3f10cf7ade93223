// What a person sees when something is wrong with the server: one message, with a button that helps.
import fs from "node:fs";
import path from "node:path";
import { becomes, check, picture, shot, until } from "../support/report.mjs";
import { Window } from "../support/window.mjs";

/** The one message that is there, and no other. The mouse stays on it: VS Code takes away what nobody reads. */
async function onlyMessage(window, pattern) {
  await until(`a message says ${pattern}`, async () => pattern.test((await window.messages.allInnerTexts()).join("\n")));
  await window.messages.first().hover();
  check("it is the only one", (await window.messages.count()) === 1, await window.messages.allInnerTexts());
}

function script(folder, name, text) {
  const file = path.join(folder, name);
  fs.writeFileSync(file, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return file;
}

/** Killed, the server comes back by itself; killed three times in a row, it does not, and that is said once. */
export async function killed(machine) {
  const { server } = machine;
  const folder = server.folder("killed");
  const window = await Window.open(machine, folder);
  await window.waitForStatus(/20 entries/);
  await window.openFile("reading.txt");
  const seen = new Set();
  for (let entries = 20; entries < 23; entries += 1) {
    const [pid] = await until("a new server runs", () => {
      const fresh = server.servers(folder).filter((pid) => !seen.has(pid));
      return fresh.length === 1 && fresh;
    });
    seen.add(pid);
    await window.waitForStatus(new RegExp(`${entries} entries`));
    check("nothing is said of a server that came back", (await window.messages.count()) === 0);
    process.kill(pid, "SIGKILL");
    await until("it is gone", () => !server.servers(folder).includes(pid));
    // One entry more, of which only the next server can tell: what is drawn may still be what the last one said.
    fs.writeFileSync(path.join(folder, `more-${entries}.txt`), `Issue Date: 2025-01-01\nPaper ${entries} of Its Own Kind, Jane Doe+, ACL'25\n`);
  }
  await onlyMessage(window, /has ended 3 times in a short time and is not started again/);
  await window.waitForStatus(/stopped/);
  check("no server is left", server.servers(folder).length === 0);
  await shot(window.page, "thrice");
  await window.messages.getByRole("button", { name: "Restart Server" }).click();
  await window.waitForStatus(/23 entries/);
  await until("the titles are back", async () => (await window.text()).includes("Magpie: Alignment"));
  await becomes("the message has gone", async () => (await window.messages.count()) === 0);

  const [last] = server.servers(folder);
  await window.command("Paper Notes: Restart Server");
  await until("another server runs", () => server.servers(folder).length === 1 && !server.servers(folder).includes(last));
  await window.waitForStatus(/23 entries/);
  await window.command("Paper Notes: Show Log");
  await until("the log is shown", async () => /the server is version/.test(await window.lines(".panel .view-lines")));
  await shot(window.page, "log");
  // The server goes with the window.
  await window.close();
  await until("no server outlives its window", () => server.servers(folder).length === 0);
}

/** A server that is not there: the message leads to the setting, and the right one is taken at once. */
export async function missing(machine) {
  const folder = machine.server.folder("missing");
  machine.server.machineSettings({ "paperNotes.server.path": "/nowhere/paper-notes-lsp" });
  const window = await Window.open(machine, folder);
  await onlyMessage(window, /“\/nowhere\/paper-notes-lsp”, which the settings name, is not there/);
  await window.waitForStatus(/stopped/);
  await window.openFile("reading.txt");
  await window.openFile("wrong.txt");
  check("pages that are opened say nothing more", (await window.messages.count()) === 1);
  await shot(window.page, "message");
  await window.messages.getByRole("button", { name: "Open Setting" }).click();
  await window.page.locator(".settings-editor .setting-item", { hasText: "The server to start" }).first().waitFor();
  await shot(window.page, "setting");
  await picture(window.page, "settings", { x: 128, y: 94, width: 1024, height: 330 });
  machine.server.machineSettings({});
  await window.waitForStatus(/20 entries/);
}

/** A program that is no server. */
export async function notAServer(machine) {
  const folder = machine.server.folder("not-a-server");
  const program = script(folder, "ends", "exit 3");
  machine.server.machineSettings({ "paperNotes.server.path": program });
  const window = await Window.open(machine, folder);
  await onlyMessage(window, /does not work as a server: it ended at once/);
  await window.waitForStatus(/stopped/);
  await shot(window.page, "message");
  await window.messages.getByRole("button", { name: "Show Log" }).click();
  await until("the log is shown", async () => /it ended at once/.test(await window.lines(".panel .view-lines")));
}

/** Another version works, and the person is told once. */
export async function otherVersion(machine) {
  const { server } = machine;
  const folder = server.folder("other-version");
  const real = fs.readdirSync(path.join(server.home, "extensions")).find((name) => name.startsWith("paper-notes.paper-notes-lsp"));
  const bundled = path.join(server.home, "extensions", real, "server/paper-notes-lsp");
  const program = path.join(folder, "older");
  // The length stays the same, so that what is said before a message stays true.
  const proxy = `#!${process.execPath}
const server = require("node:child_process").spawn(${JSON.stringify(bundled)}, { stdio: ["inherit", "pipe", "inherit"] });
server.stdout.on("data", (chunk) => process.stdout.write(chunk.toString("latin1").replace('"version":"0.1.0"', '"version":"0.0.9"'), "latin1"));
server.on("exit", (code) => process.exit(code ?? 1));
`;
  fs.writeFileSync(program, proxy, { mode: 0o755 });
  server.machineSettings({ "paperNotes.server.path": program });
  const window = await Window.open(machine, folder);
  await onlyMessage(window, /the server is version 0\.0\.9, this extension \d/);
  await window.waitForStatus(/20 entries/);
  await shot(window.page, "message");
  await window.messages.getByRole("button", { name: "How to Install" }).click();
  await window.page.locator(".gettingStartedContainer .step-description-container:visible", { hasText: "cargo install" }).waitFor();
  await becomes("the step shows the setting", async () => (await window.stepPicture()).includes("images/settings.png"));
  await shot(window.page, "welcome");
}

/** A folder that is trusted names no program either, and no way out of it. */
export async function namedByFolder(machine) {
  const { server } = machine;
  const folder = server.folder("named-by-folder");
  const mark = path.join(server.home, "was-run");
  const program = script(folder, "trojan", `touch ${mark}`);
  const outside = server.folder("outside", { "outside.txt": "Issue: 7\nIssue Date: 2025-08-02\nA Title, B+, ACL'25\n" });
  fs.symlinkSync(path.join(outside, "outside.txt"), path.join(folder, "outside.txt"));
  server.settings(folder, { "paperNotes.server.path": program, "paperNotes.outsideLinks": true });
  const window = await Window.open(machine, folder);
  await window.waitForStatus(/20 entries/);
  check("the server of the extension runs", server.servers(folder).length === 1);
  check("the program of the folder was not run", !fs.existsSync(mark));
}
