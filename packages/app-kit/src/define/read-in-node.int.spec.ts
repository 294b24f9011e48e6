import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

/** In a process of its own, as tools read apps: plain Node, nothing between it and the files. */
async function inNode(script: string): Promise<unknown> {
  const here = fileURLToPath(new URL('.', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: here,
  });
  return JSON.parse(stdout);
}

it("Node reads an app's contributions, without React and without its pages", async () => {
  const answer = await inNode(`
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
    const { contributionsOf, defineApp } = await import('@tessera/app-kit');
    const app = defineApp({
      name: 'parts',
      routes: [{ path: '/parts', title: 'Parts', page: 'parts' }],
      pages: { parts: () => { throw new Error('a page was loaded'); } },
    });
    const strange = loaded.filter((url) => url.includes('.tsx') || url.includes('node_modules'));
    console.log(JSON.stringify({ routes: contributionsOf(app).routes, strange }));
  `);
  expect(answer).toEqual({ routes: [{ path: '/parts', page: 'parts', title: 'Parts' }], strange: [] });
});
