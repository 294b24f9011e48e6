/** Personal data after a restore: a log without its keys is told of, before anything is folded from it. */
import { openSqliteLog } from '@tessera/event-log/sqlite';
import {
  command,
  createInMemoryHost,
  defineService,
  emit,
  event,
  personal,
  type ResolverContext,
} from '@tessera/service-kit';
import { openSqliteVault } from '@tessera/service-kit/node';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { callTessera } from '../testing/run-tessera.ts';

const guest = z.object({ who: z.string(), name: personal(z.string(), { subject: 'who' }) });
const hotel = defineService({
  name: 'hotel',
  schema: 'type Query { a: Int } type Mutation { arrive(who: ID!, name: String!): Int }',
  events: { Arrived: event(1, guest) },
  streams: {
    guest: {
      initial: {},
      evolve: {},
      decide: { arrive: command(guest, (_state: object, input) => [emit('Arrived', input)]) },
    },
  },
  resolvers: {
    Query: { a: () => 1 },
    Mutation: {
      arrive: async (_: unknown, input: { who: string; name: string }, ctx: ResolverContext) => {
        const result = await ctx.command('guest', input.who, 'arrive', input, { commandId: input.who });
        return result.ok ? 1 : null;
      },
    },
  },
});

const folder = mkdtempSync(join(tmpdir(), 'tessera-keys-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Three guests, one of whom was erased; and other keys, which know one of the others. */
beforeAll(async () => {
  const log = await openSqliteLog({ path: at('log.db') });
  const vault = openSqliteVault({ path: at('keys.db') });
  const host = createInMemoryHost(hotel, { log, vault });
  for (const who of ['g1', 'g2', 'g3']) {
    await host.execute({ query: `mutation { arrive(who: "${who}", name: "Zebulon") }` });
  }
  await host.erase('g3');
  await host.close();
  vault.close();
  await log.close();
  const others = openSqliteVault({ path: at('others.db') });
  others.seal({ domain: 'hotel', subject: 'g1' }, '"x"', 'somewhere');
  others.close();
  expect((await callTessera(['events', 'export', at('export.jsonl'), '--log', at('log.db')])).code).toBe(0);
});

it.each([
  ['its own', 'keys.db', { sealed: 3, lost: [], foreign: [] }],
  ['no', 'none.db', { sealed: 3, lost: [owner('g1'), owner('g2')], foreign: [] }],
  ['another product’s', 'others.db', { sealed: 3, lost: [owner('g2')], foreign: [owner('g1')] }],
] as const)('an import, and verify, with %s keys', async (_what, keys, personalData) => {
  const target = at(`restored-with-${keys}`);
  const options = ['--log', target, '--keys', at(keys)];
  const imported = await callTessera(['events', 'import', at('export.jsonl'), ...options, '--json']);
  expect([imported.code, JSON.parse(imported.out)]).toMatchObject([0, { commits: 4, personal: personalData }]);
  const json = await callTessera(['events', 'verify', ...options, '--json']);
  expect([json.code, JSON.parse(json.out)]).toMatchObject([0, { problems: [], personal: personalData }]);
  const { out } = await callTessera(['events', 'verify', ...options]);
  const troubled = personalData.lost.length + personalData.foreign.length;
  if (troubled === 0) expect(out).not.toContain('cannot be read');
  else expect(out).toContain(`! the personal data of 2 of 3 persons cannot be read with ${at(keys)}: `);
  if (keys === 'none.db') expect(existsSync(at(keys))).toBe(false);
});

function owner(subject: string) {
  return { domain: 'hotel', subject };
}

it('what runs services is not loaded before a verb needs it', async () => {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url));
  const code = `import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
    const { main } = await import(${JSON.stringify(main)});
    await main(['--help']);
    console.log('loaded: ' + loaded.filter((url) => /service-kit|graphql-yoga|pino/.test(url)).join());`;
  const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', code];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(stdout).toContain('Usage: tessera');
  expect(stdout.slice(stdout.lastIndexOf('loaded:')).trim()).toBe('loaded:');
});
