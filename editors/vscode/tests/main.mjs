// Runs the scenarios one after another, and closes with how many checks there were and how many failed.
// main.mjs [--pictures] [SCENARIO…]
import fs from "node:fs";
import { launchBrowser } from "./support/browser.mjs";
import { CodeServer } from "./support/code_server.mjs";
import { drawIcon, failures, passes, scenario, takePictures } from "./support/report.mjs";
import { SHOTS, UNIVERSAL, WITH_SERVER } from "./support/places.mjs";
import * as editing from "./scenarios/editing.mjs";
import * as failing from "./scenarios/failing.mjs";
import * as folders from "./scenarios/folders.mjs";
import * as japanese from "./scenarios/japanese.mjs";
import * as colours from "./scenarios/colours.mjs";
import * as graph from "./scenarios/graph.mjs";
import * as universal from "./scenarios/universal.mjs";

const names = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
takePictures(process.argv.includes("--pictures"));
fs.rmSync(SHOTS, { recursive: true, force: true });
fs.mkdirSync(SHOTS, { recursive: true });

const started = Date.now();
const browser = await launchBrowser();
try {
  await drawIcon(browser);
  for (const [vsix, trust, modules] of [
    [WITH_SERVER, false, [editing, graph, colours, japanese, folders, failing]],
    [UNIVERSAL, true, [universal]],
  ]) {
    const wanted = modules.flatMap((module) => Object.entries(module)).filter(([name]) => names.length === 0 || names.includes(name));
    if (wanted.length === 0) {
      continue;
    }
    const server = await CodeServer.start({ vsix, trust });
    try {
      for (const [name, run] of wanted) {
        server.machineSettings({});
        await scenario(name, () => run({ browser, server }));
      }
    } finally {
      await server.stop();
    }
  }
} finally {
  await browser.close();
}
const seconds = ((Date.now() - started) / 1000).toFixed(0);
console.log(`${passes()} passed, ${failures()} failed, in ${seconds} s`);
process.exit(failures() === 0 && passes() > 0 ? 0 : 1);
