// Builds the page into the folder that is named, else where the server takes it from: script, style sheet, both in one page
// with a policy that knows them by their hashes, and the licences of what the script contains.
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, '../../src/drawing/page'));

const { outputFiles, metafile } = await build({
  absWorkingDir: here,
  entryPoints: ['src/main.ts', 'src/page.css'],
  outdir: out,
  bundle: true,
  minify: true,
  write: false,
  metafile: true,
  format: 'iife',
  target: ['es2022', 'chrome110', 'firefox115', 'safari16'],
  charset: 'utf8',
  legalComments: 'none',
});
const text = (ending) => outputFiles.find(({ path }) => path.endsWith(ending)).text.trimEnd();

const notices = await licences(Object.keys(metafile.inputs));
const names = notices.map(({ title }) => title).join(', ');
// No end of a script and no place of the template may stand in it.
const js = `/* paper-notes-lsp, with ${names}: see NOTICES.txt */\n${text('.js')}`;
const css = text('.css');
for (const [name, content, ends] of [
  ['script', js, '</script'],
  ['style', css, '</style'],
]) {
  if (content.toLowerCase().includes(ends) || content.includes('%%') || content.includes('<!--')) {
    throw new Error(`the ${name} cannot stand in a page`);
  }
}
const hash = (content) => `sha256-${createHash('sha256').update(content).digest('base64')}`;
const parts = { SCRIPT: hash(js), STYLE: hash(css), CSS: css, JS: js };
const template = await readFile(join(here, 'src/page.html'), 'utf8');
const html = template.replace(/\{\{(\w+)\}\}/gu, (_, name) => parts[name]);

await mkdir(out, { recursive: true });
await writeFile(join(out, 'graph.js'), `${js}\n`);
await writeFile(join(out, 'graph.css'), `${css}\n`);
await writeFile(join(out, 'page.html'), html);
const rule = '\n' + '-'.repeat(72) + '\n\n';
const all = notices.map(({ title, licence }) => `${title}\n\n${licence.trim()}\n`);
await writeFile(
  join(out, 'NOTICES.txt'),
  ['What the script of the graph page contains.\n', ...all].join(rule),
);

/** The packages that files are of, with their licences. */
async function licences(files) {
  const folders = files.map((file) => /^node_modules\/(?:@[^/]+\/)?[^/]+/u.exec(file)?.[0]);
  const packages = [...new Set(folders.filter(Boolean))].sort();
  return Promise.all(
    packages.map(async (folder) => {
      const { name, version } = JSON.parse(await readFile(join(here, folder, 'package.json'), 'utf8'));
      return { title: `${name} ${version}`, licence: await readFile(join(here, folder, 'LICENSE'), 'utf8') };
    }),
  );
}
