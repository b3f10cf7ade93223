// What a person does with notes all day, in one window after another.
import { check, picture, shot, until } from "../support/report.mjs";
import { Window } from "../support/window.mjs";

export async function finding(machine) {
  const window = await Window.open(machine, machine.server.folder("finding"));
  const { page } = window;
  await window.waitForStatus(/20 entries/);
  await shot(page, "status");
  await window.openFile("wrong.txt");
  await window.editor.locator(".squiggly-warning").first().waitFor();
  await shot(page, "squiggles");
}
