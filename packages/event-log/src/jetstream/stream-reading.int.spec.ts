import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect, positionsOf } from '../contract-suite/engine.ts';
import type { AppendOptions, EventLog } from '../port.ts';
import { openJetStreamLog } from './jetstream-log.ts';
import { findNatsServer, startNatsServers, type NatsServers } from './nats-servers.fixture.ts';

describe.skipIf(!findNatsServer())('with nats-server (apt-get install nats-server)', () => {
  let servers: NatsServers;
  let count = 0;
  const logs: EventLog[] = [];

  beforeAll(async () => {
    servers = await startNatsServers(1);
  });
  afterAll(async () => {
    await Promise.all(logs.map((log) => log.close()));
    await servers.stop();
  });

  async function open(name: string): Promise<EventLog> {
    const log = await openJetStreamLog({ url: servers.url(name) });
    logs.push(log);
    return log;
  }

  /** How a commit comes to name those before it, or not to. */
  const kinds: readonly [name: string, options: (i: number, version: number) => AppendOptions][] = [
    ['all with a commandId', (i) => ({ commandId: `c${i}` })],
    ['none naming what is before it', () => ({})],
    ['all with an expectation only', (_, version) => ({ expect: version === 0 ? 'none' : version })],
    [
      'mixed',
      (i, version) => [{ commandId: `c${i}` }, {}, { expect: version === 0 ? 'none' : version } as const][(i * 7) % 3]!,
    ],
  ];
  it.each(kinds)('a long stream among others comes back whole, whoever reads from wherever: %s', async (_, options) => {
    const name = `log${++count}`;
    const log = await open(name);
    const positions: number[] = [];
    for (let i = 0; i < 460; i++) {
      const result = await log.append('ev.a.b.long', [{ type: 'X', data: { i } }], options(i, positions.at(-1) ?? 0));
      if (result.ok) positions.push(result.commit.position);
      if (i % 3 === 0) await log.append(`ev.a.b.other-${i % 5}`, [{ type: 'X', data: {} }]);
    }
    for (const reader of [log, await open(name)]) {
      for (const from of [0, 1, 2, 17, 18, 200, 458, 459, 460]) {
        const after = positions[from - 1] ?? 0;
        const { commits, version } = await reader.read('ev.a.b.long', { after });
        expect(version).toBe(positions.at(-1));
        expect(commits.map(({ position }) => position)).toEqual(positions.slice(from));
        expect(commits.map(({ events }) => events[0]!.data.i)).toEqual(positions.slice(from).map((_, at) => at + from));
      }
    }
  });

  it('several who catch up on a long log at once each get all of it', async () => {
    const log = await open(`log${++count}`);
    for (let i = 0; i < 3200; i += 100) {
      await Promise.all(
        Array.from({ length: 100 }, (_, n) => log.append(`ev.s${n % 4}.b.${i}`, [{ type: 'X', data: {} }])),
      );
    }
    const filters = [undefined, undefined, undefined, ['ev.s1.>', 'ev.s2.b.*'], ['ev.*.b.0']];
    const found = await Promise.all(
      filters.map((filter) => collect(log, filter ? { filter } : {}, (item) => item.kind === 'progress')),
    );
    const everything = Array.from({ length: 3200 }, (_, i) => i + 1);
    for (const items of found) expect(items.at(-1)).toEqual({ kind: 'progress', position: 3200 });
    const positions = found.map(positionsOf);
    expect(positions.slice(0, 3)).toEqual([everything, everything, everything]);
    expect(positions[3]).toEqual(everything.filter((position) => [1, 2].includes((position - 1) % 4)));
    expect(positions[4]).toEqual(everything.slice(0, 100));
  });

  it('two processes that write one stream in turn know each other’s commands', async () => {
    const name = `log${++count}`;
    const [one, two] = [await open(name), await open(name)];
    for (let i = 0; i < 60; i++) {
      const [writer, other] = i % 3 ? [one, two] : [two, one];
      const first = await writer.append('ev.a.b.1', [{ type: 'X', data: { i } }], { commandId: `c${i}` });
      expect(first).toMatchObject({ ok: true, duplicate: false });
      expect(await other.append('ev.a.b.1', [{ type: 'X', data: {} }], { commandId: `c${i}` })).toEqual({
        ...first,
        duplicate: true,
      });
      expect(await other.findCommand('ev.a.b.1', `c${Math.floor(i / 2)}`)).toMatchObject({
        commandId: `c${Math.floor(i / 2)}`,
      });
    }
    const third = await open(name);
    expect((await third.read('ev.a.b.1')).commits.map(({ commandId }) => commandId)).toEqual(
      Array.from({ length: 60 }, (_, i) => `c${i}`),
    );
  });
});
