// Where things are.
import fs from "node:fs";
import path from "node:path";

export const PROJECT = path.resolve(import.meta.dirname, "../../../..");
export const EXTENSION = path.join(PROJECT, "editors/vscode");
export const NOTES = path.join(PROJECT, "tests/notes");
export const PICTURES = path.join(EXTENSION, "images");

const target = path.join(PROJECT, "target/editors/vscode");
export const SHOTS = path.join(target, "shots");
export const CODE_SERVER = path.join(target, "code-server/node_modules/code-server/out/node/entry.js");

const packages = path.join(target, "packages");
const { version } = JSON.parse(fs.readFileSync(path.join(EXTENSION, "package.json"), "utf8"));
export const VERSION = version;
export const UNIVERSAL = path.join(packages, `paper-notes-${version}.vsix`);
export const WITH_SERVER = path.join(packages, `paper-notes-${process.platform}-${process.arch}-${version}.vsix`);
export const JAPANESE = path.join(EXTENSION, "tests/support/japanese.i18n.json");
