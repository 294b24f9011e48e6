/** A command id has its effect once: among many engines at once, after restarts, when nothing is kept in memory. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryLog, type EventLog } from '@tessera/event-log';
import { findNatsServer, startNatsServers } from '@tessera/event-log/nats-servers';
import { openLog } from '@tessera/event-log/open';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { command, defineService, emit, event } from '../../index.ts';
import { fixedWorld } from '../../testing/index.ts';
import { compileService } from '../compiled-service.ts';
import { createCommandEngine } from './command-engine.ts';

const till = defineService({
  name: 'till',
  schema: 'type Query { nothing: String }',
  events: { Paid: event(1, z.object({ amount: z.int(), sum: z.int() })) },
  streams: {
    account: {
      initial: { sum: 0 },
      evolve: { Paid: (_state, { data }) => ({ sum: data.sum }) },
      decide: {
        pay: command(z.object({ amount: z.int() }), (state: { sum: number }, { amount }) => [
          emit('Paid', { amount, sum: state.sum + amount }),
        ]),
      },
    },
  },
  resolvers: { Query: { nothing: () => null } },
});
const compiled = compileService(till);
const engineOn = (log: EventLog) =>
  createCommandEngine({ service: compiled, log, world: fixedWorld(), keep: 1, attempts: 1_000 });

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const engines = {
  memory: async () => {
    const log = createMemoryLog();
    return async () => log;
  },
  sqlite: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tessera-duplicates-'));
    closing.push(() => rmSync(folder, { recursive: true, force: true }));
    return async () => {
      const log = await openLog(`sqlite:${join(folder, 'log.db')}`);
      closing.push(() => log.close());
      return log;
    };
  },
  ...(findNatsServer() === undefined
    ? {}
    : {
        async jetstream() {
          const servers = await startNatsServers(1);
          closing.push(() => servers.stop());
          return async () => {
            const log = await openLog(servers.url('duplicates'));
            closing.push(() => log.close());
            return log;
          };
        },
      }),
};

describe.each(Object.entries(engines))('on %s', (_, prepare) => {
  it('16 duplicates of each of 12 commands on 3 streams, from 4 engines, then again from a new one', async () => {
    const open = await prepare();
    const writers = await Promise.all(Array.from({ length: 4 }, async () => engineOn(await open())));
    const pay = (engine: (typeof writers)[number], n: number) =>
      engine.execute({
        stream: 'account',
        id: `a${n % 3}`,
        name: 'pay',
        input: { amount: n + 1 },
        commandId: `pay-${n}`,
        user: null,
      });
    const tries = Array.from({ length: 12 * 16 }, (_each, i) => pay(writers[i % 4]!, (i * 7) % 12));
    const answers = await Promise.all(tries);
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(answers.filter((answer) => answer.ok && !answer.duplicate)).toHaveLength(12);
    const log = await open();
    const late = engineOn(log);
    for (let n = 0; n < 12; n++) expect(await pay(late, n)).toMatchObject({ ok: true, duplicate: true });
    const sums = await Promise.all(
      [0, 1, 2].map(async (n) =>
        (await log.read(`ev.till.account.a${n}`)).commits.map(({ events }) => events[0]!.data),
      ),
    );
    // Each decided on the newest state: the running sum leaves nothing out and counts nothing twice.
    expect(sums.map((all) => all.length)).toEqual([4, 4, 4]);
    expect(sums.map((all) => all.at(-1)?.['sum'])).toEqual([22, 26, 30]);
  });
});
