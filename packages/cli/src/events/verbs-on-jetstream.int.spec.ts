/** The same verbs on a real nats-server: what they share is tested on files (verbs.int.spec.ts), here that the engine makes no difference. */
import { inspectJetStream } from '@tessera/event-log/jetstream';
import { openLog } from '@tessera/event-log/open';
import { openSqliteLog } from '@tessera/event-log/sqlite';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findNatsServer, startNatsServers, type NatsServers } from '@tessera/event-log/nats-servers';
import { fillLog } from '../testing/fill-log.ts';
import { callTessera } from '../testing/run-tessera.ts';

const installed = findNatsServer() !== undefined;
let servers: NatsServers;
let folder: string;

beforeAll(async () => {
  if (!installed) return;
  folder = mkdtempSync(join(tmpdir(), 'tessera-verbs-nats-'));
  servers = await startNatsServers(1);
  const log = await openLog(servers.url('shop'));
  await fillLog(log);
  await log.close();
});
afterAll(async () => {
  if (!installed) return;
  await servers.stop();
  rmSync(folder, { recursive: true, force: true });
});

const withoutCursor = (out: string) =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { cursor: _, ...event } = JSON.parse(line) as Record<string, unknown>;
      return event;
    });

it.runIf(installed)(
  'reads, counts and verifies a JetStream log as it does a file, and moves it between both',
  async () => {
    const file = join(folder, 'log.db');
    const own = await openSqliteLog({ path: file });
    await fillLog(own);
    await own.close();
    const on = (log: string, ...verb: string[]) => callTessera([...verb, '--log', log]);

    for (const verb of [
      ['events', 'tail', '--no-follow', '--json'],
      ['events', 'stream', 'BW-AAA1', '--json'],
      ['events', 'get', '4', '--json'],
    ]) {
      expect(withoutCursor((await on(servers.url('shop'), ...verb)).out)).toEqual(
        withoutCursor((await on(file, ...verb)).out),
      );
    }
    // A mistyped name is told, with the server, and makes nothing.
    for (const verb of [['tail'], ['verify'], ['stats']]) {
      const { code, out, err } = await on(servers.url('shpo'), 'events', ...verb);
      expect([code, out]).toEqual([3, '']);
      expect(err).toContain('There is no event log "shpo" on n1 (127.0.0.1:');
    }
    expect((await inspectJetStream(servers.url('shpo'))).stream).toBe('absent');

    const stats = JSON.parse((await on(servers.url('shop'), 'events', 'stats', '--json')).out) as object;
    expect(stats).toMatchObject({ commits: 8, events: 9, head: 8 });
    expect((await on(servers.url('shop'), 'events', 'verify')).code).toBe(0);
    const { out } = await on(servers.url('shop'), 'explain', 'o1', '--json');
    expect(out).toContain('"contributors":{"fulfilment":1}');

    const exported = join(folder, 'shop.jsonl');
    expect((await on(servers.url('shop'), 'events', 'export', exported)).code).toBe(0);
    const moved = join(folder, 'moved.db');
    expect((await on(moved, 'events', 'import', exported)).code).toBe(0);
    expect((await on(servers.url('again'), 'events', 'import', exported)).code).toBe(0);
    const onto = await on(servers.url('shop'), 'events', 'import', exported);
    expect([onto.code, onto.err]).toEqual([7, expect.stringContaining('[LOG_NOT_EMPTY]')]);
    const all = withoutCursor((await on(file, 'events', 'tail', '--no-follow', '--json')).out);
    expect(withoutCursor((await on(moved, 'events', 'tail', '--no-follow', '--json')).out)).toEqual(all);
    expect(withoutCursor((await on(servers.url('again'), 'events', 'tail', '--no-follow', '--json')).out)).toEqual(all);
  },
);
