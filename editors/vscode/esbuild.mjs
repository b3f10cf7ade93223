// Bundles the extension into one file: dist/extension.js, or the file that is named.
import { build } from "esbuild";
import path from "node:path";

await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: ["src/extension.ts"],
  outfile: path.resolve(process.argv[2] ?? path.join(import.meta.dirname, "dist/extension.js")),
  bundle: true,
  minify: true,
  platform: "node",
  format: "cjs",
  // The Node of the oldest VS Code that package.json takes.
  target: "node20",
  external: ["vscode"],
  legalComments: "linked",
});
