/**
 * The module boundary rule really fires, in our words. It switches itself off without saying so when it has no project
 * graph or cannot resolve an import, and a linter that is silent looks like a codebase that is clean.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { beforeAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The workspace's own configuration, but for the rules that ask for types: a program of the workspace takes its time. */
const eslint = new ESLint({ cwd: root, overrideConfig: [tseslint.configs.disableTypeChecked] });

beforeAll(() => {
  execFileSync(process.execPath, [join(root, 'node_modules/nx/dist/bin/nx.js'), 'show', 'projects'], {
    cwd: root,
    env: { ...process.env, NX_DAEMON: 'false' },
  });
});

/** The messages of the linter about a file of this path, if it had this source. */
async function lint(path: string, source: string): Promise<string[]> {
  const [result] = await eslint.lintText(source, { filePath: join(root, path) });
  return result!.messages.map(({ ruleId, message }) => `${ruleId}: ${message}`);
}

it('an app that imports a service or another app is told what to do instead', async () => {
  const messages = await lint(
    'apps/orders/src/boundary-probe.ts',
    "import '@tessera/service-orders';\nimport '@tessera/app-catalog';\nimport '@tessera/app-kit';\n",
  );
  expect(messages).toHaveLength(2);
  for (const message of messages) {
    expect(message).toMatch(
      /^tessera\/boundaries: A project tagged with "type:app" can only depend on libs tagged with/,
    );
    expect(message).toContain('ask the graph (src/operations/*.graphql)');
  }
});

it('so is one that reaches into another by relative path', async () => {
  expect(
    await lint('apps/orders/src/boundary-probe.ts', "export { default } from '../../catalog/src/app.ts';\n"),
  ).toEqual([expect.stringMatching(/tessera\/boundaries: Projects cannot be imported by a relative or absolute path/)]);
});

it('a service that imports another service, or touches the world, is told what to use instead', async () => {
  const messages = (
    await lint(
      'services/orders/src/boundary-probe.ts',
      "import '@tessera/service-catalog';\nimport 'node:fs';\nexport const now = Date.now() + Math.random();\nconsole.log(crypto, fetch);\n",
    )
  ).join('\n');
  for (const advice of [
    'React to its events',
    'A service imports zod, @tessera/service-kit and what is pure in @tessera/contracts and @tessera/graph, nothing else',
    'A service does no I/O',
    '`ctx.now()`',
    '`ctx.random()`',
    'The host logs',
  ]) {
    expect(messages).toContain(advice);
  }
});
