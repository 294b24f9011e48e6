/** A library as it is published: what it imports, and where its styles count. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { buildLibrary } from './build-library.ts';

const nodeModules = fileURLToPath(new URL('../../../../node_modules', import.meta.url));
const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

const sources = {
  'package.json': JSON.stringify({
    name: '@tessera/shared-ui',
    version: '3.1.0',
    exports: { '.': './src/index.ts', './styles.css': './src/styles.css' },
  }),
  'src/index.ts': `export { Button } from './button.tsx';`,
  'src/button.tsx': `import { useState } from 'react'; import { createPortal } from 'react-dom'; export function Button() { return createPortal(<button className="b">{useState(1)[0]}</button>, document.body); }`,
  'src/styles.css': `@import './parts.css'; @layer ui { :root { color-scheme: light dark; } :root { --brand: rgb(1 2 3); } html { margin: 0 } [data-theme='dark'] { color-scheme: dark } }
    @media (min-width: 1px) { .wide, .wider { color: red } }`,
  'src/parts.css': `@layer ui { .b { animation: turn 1s; &:hover { color: blue } } @keyframes turn { to { rotate: 1turn } } .turn { color: var(--brand) } }`,
};

async function built(changes: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-library-'));
  folders.push(folder);
  for (const [path, text] of Object.entries({ ...sources, ...changes })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  symlinkSync(nodeModules, join(folder, 'node_modules'));
  const outDir = join(folder, 'dist');
  const library = await buildLibrary({ folder, outDir });
  const read = (path: string) => readFileSync(join(outDir, path), 'utf8');
  return { library, code: read(library.entry), css: library.css.map(read).join('\n') };
}

it('is one script that has React from the page, under the name apps import', async () => {
  const { library, code } = await built();
  expect(library.provides).toEqual({ '@tessera/shared-ui': { file: library.entry } });
  const imported = [...code.matchAll(/from\s*["'`]([^."'`][^"'`]*)["'`]/g)].map(([, name]) => name);
  expect([...new Set(imported)].sort()).toEqual(['react', 'react-dom', 'react/jsx-runtime']);
  expect(library.preload).toEqual([]);
  expect(code).not.toContain('jsxDEV');
});

it('has styles that count below its mark only, until another library’s begin', async () => {
  const { library, css } = await built();
  const mark = library.styles!;
  expect(mark).toMatch(/^[a-z0-9]+$/);
  const scope = `@scope([data-ui=${mark}]) to ([data-ui]:not([data-ui=${mark}]))`;
  const flat = css
    .replaceAll(/\s*([{}:;,>])\s*/g, '$1')
    .replaceAll('"', '')
    .replaceAll('@scope (', '@scope(');
  // Every rule is in a scope, and what groups rules is around it.
  const outside = flat.replaceAll(`${scope}{`, '§').replaceAll(/§(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}/g, '');
  expect(outside).not.toMatch(/\.b|\.wide|\.turn|:root|--brand|html/);
  expect(outside).toMatch(/@layer ui/);
  // Tokens belong to the place, light and dark to the page; animations have no scope, and get another name.
  expect(flat).toMatch(/:scope\{--brand:/);
  expect(flat).toMatch(/:scope:root\{[^}]*color-scheme:light dark/);
  // A selector in a scope does not mean the scope's root unless it says so.
  expect(flat).toContain('html:scope{margin:0}');
  expect(flat).toMatch(/\[data-theme=dark\],:scope\[data-theme=dark\]\{[^}]*color-scheme:dark/);
  expect(flat).toContain(`@keyframes turn-${mark}`);
  expect(flat).toMatch(new RegExp(`animation:[^;}]*\\bturn-${mark}\\b`));
  expect(flat).toContain('.turn{');
});

it('is the same for the same sources, whatever the version; other styles have another mark', async () => {
  const first = await built();
  const renamed = sources['package.json'].replace('3.1.0', '3.1.1');
  expect((await built({ 'package.json': renamed })).library).toEqual(first.library);
  const other = await built({ 'src/parts.css': sources['src/parts.css'].replace('blue', 'green') });
  expect(other.library.styles).not.toBe(first.library.styles);
});
