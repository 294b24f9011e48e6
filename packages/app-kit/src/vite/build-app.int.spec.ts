/** What the preset makes of an app: bundled as it would be published, then looked into. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { buildApp } from './build-app.ts';

const nodeModules = fileURLToPath(new URL('../../../../node_modules', import.meta.url));
const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function appFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-build-'));
  folders.push(folder);
  for (const [path, text] of Object.entries({ ...common, ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  for (const name of ['react', 'react-dom', '@tessera']) {
    mkdirSync(join(folder, 'node_modules'), { recursive: true });
    symlinkSync(join(nodeModules, name), join(folder, 'node_modules', name));
  }
  return folder;
}

const common = {
  'package.json': JSON.stringify({ name: '@tessera/app-parts', type: 'module' }),
  'src/app.ts': `import { defineApp } from '@tessera/app-kit';
    export default defineApp({ name: 'parts', routes: [{ path: '/parts', title: 'Parts', page: 'parts' }],
      pages: { parts: () => import('./pages/parts-page.tsx') },
      slots: { fills: { 'catalog/product-actions/v1': () => import('./slots/add.tsx') } } });`,
  'src/pages/parts-page.tsx': `import '../styles.css'; import { Button } from '@tessera/shared-ui'; import { word } from '../shared/word.ts';
    export default function Parts() { return <Button>{word(1)}</Button>; }`,
  'src/slots/add.tsx': `import { word } from '../shared/word.ts'; export default () => <p>{word(2)}</p>;`,
  'src/shared/word.ts': `const words = ['a', 'b', String(Date.now())]; export function word(index: number) { words.push('c'); return words[index]; }`,
  'src/styles.css': '.parts { color: red }',
};

const build = async (files: Readonly<Record<string, string>> = {}) => {
  const folder = appFolder(files);
  const outDir = join(folder, 'dist');
  return { outDir, built: await buildApp({ folder, outDir }) };
};

it('bundles nothing that the page shares, and leaves plain imports of it', async () => {
  const { outDir, built } = await build({
    'src/slots/add.tsx': `import { useState } from 'react'; import { createPortal } from 'react-dom'; import { createRoot } from 'react-dom/client';
      export default () => { const [at] = useState(createRoot); return createPortal(<p />, at as never); };`,
  });
  const code = built.files
    .filter((file) => file.endsWith('.js'))
    .map((file) => readFileSync(join(outDir, file), 'utf8'))
    .join('\n');
  const imported = new Set([...code.matchAll(/from\s*["'`]([^."'`][^"'`]*)["'`]/g)].map(([, name]) => name));
  // Written out: one that is left off the list would be bundled, and be a second one on the page.
  expect([...imported].sort()).toEqual([
    '@tessera/app-kit',
    '@tessera/shared-ui',
    'react',
    'react-dom',
    'react-dom/client',
    'react/jsx-runtime',
  ]);
  expect(code.length).toBeLessThan(6_000);
});

it('names what an entry and its pages need at once, not what slots load later', async () => {
  const { built } = await build();
  expect(built.entry).toMatch(/^app-[\w-]+\.js$/);
  expect(built.preload.some((file) => file.startsWith('chunks/parts-page-'))).toBe(true);
  expect(built.preload.some((file) => file.startsWith('chunks/word-'))).toBe(true);
  expect(built.preload.some((file) => file.startsWith('chunks/add-'))).toBe(false);
  expect(built.preload).not.toContain(built.entry);
  expect(built.files.some((file) => file.endsWith('.html') || file.includes('manifest'))).toBe(false);
});

it("puts the app's styles in a layer of its own, in a file", async () => {
  const { outDir, built } = await build();
  expect(built.css.length).toBe(1);
  expect(readFileSync(join(outDir, built.css[0]!), 'utf8')).toMatch(/^@layer app\.parts\{\.parts\s*\{/);
});

it('the same sources give the same files', async () => {
  const [one, two] = [await build(), await build()];
  expect(two.built).toEqual(one.built);
});

it('CommonJS packages get React from the page', async () => {
  const { outDir, built } = await build({
    'node_modules/old-hook/package.json': JSON.stringify({ name: 'old-hook', main: 'index.js' }),
    'node_modules/old-hook/index.js': `const React = require('react'); exports.useOld = () => React.useState(1);`,
    'src/slots/add.tsx': `import { useOld } from 'old-hook'; export default () => <p>{useOld()[0]}</p>;`,
  });
  const code = built.files
    .filter((file) => file.endsWith('.js'))
    .map((file) => readFileSync(join(outDir, file), 'utf8'))
    .join('\n');
  expect(code).toMatch(/import.*from\s*["'`]react["'`]/);
  expect(code).not.toContain('__require(');
});

it('fails where a require would be left for the browser, naming what and whose', async () => {
  const files = {
    'node_modules/old-node/package.json': JSON.stringify({ name: 'old-node', main: 'index.js' }),
    'node_modules/old-node/index.js': `exports.read = (name) => require('./plugins/' + name);`,
    'src/slots/add.tsx': `import { read } from 'old-node'; export default () => <p>{read('x')}</p>;`,
  };
  await expect(build(files)).rejects.toThrow(/would still ask for .*plugins.*old-node/s);
});

it('refuses styles from elsewhere, and an app without an app', async () => {
  await expect(build({ 'src/styles.css': "@import 'https://cdn.example/x.css'; .a { color: red }" })).rejects.toThrow(
    /nobody checked/,
  );
  await expect(build({ 'src/app.ts': 'export const app = 1;' })).rejects.toThrow(/has no default export/);
});
