import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { afterEach, describe, expect, it } from 'vitest';
import type { LogError } from '../errors.ts';
import { openJetStreamLog } from './jetstream-log.ts';
import { findNatsServer, startNatsServers, type NatsServers } from './nats-servers.fixture.ts';

const events = [{ type: 'X', data: {} }];

describe.skipIf(!findNatsServer())('with nats-server (apt-get install nats-server)', () => {
  const started: NatsServers[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((servers) => servers.stop()));
  });

  async function start(...all: Parameters<typeof startNatsServers>): Promise<NatsServers> {
    const servers = await startNatsServers(...all);
    started.push(servers);
    return servers;
  }

  async function managing(servers: NatsServers, work: (manager: JetStreamManager) => Promise<unknown>): Promise<void> {
    const nats = await connect({ servers: servers.servers.map(({ address }) => address) });
    await work(await jetstreamManager(nats));
    await nats.close();
  }

  async function refusal(url: string): Promise<LogError> {
    return openJetStreamLog({ url, patienceMs: 600 }).then(
      async (log) => {
        await log.close();
        throw new Error('it opened');
      },
      (error: unknown) => error as LogError,
    );
  }

  describe('opening says what is wrong, and where', () => {
    it('nobody answers', async () => {
      const error = await refusal('nats://127.0.0.1:1,127.0.0.1:2/log');
      expect(error.code).toBe('LOG_UNREACHABLE');
      expect(error.message).toMatch(/127\.0\.0\.1:1, 127\.0\.0\.1:2 .*refused.*Start them/);
    });

    it('a server without JetStream', async () => {
      const servers = await start(1, { jetstream: false });
      const error = await refusal(servers.url('log'));
      expect(error.code).toBe('LOG_UNAVAILABLE');
      expect(error.message).toContain(`n1 (${servers.servers[0]!.address})`);
    });

    it('one server of three is up: connected, but no quorum', async () => {
      const servers = await start(3);
      await (await openJetStreamLog({ url: servers.url('log') })).close();
      const log = await openJetStreamLog({ url: servers.url('log'), patienceMs: 2000 });
      await log.append('ev.a.b.1', events);
      await Promise.all(servers.servers.slice(1).map((server) => server.kill()));
      // One of three may still think that it leads; it cannot store.
      await expect(log.append('ev.a.b.1', events)).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' });
      await log.close();
      await servers.servers[0]!.kill();
      await servers.servers[0]!.start();
      const error = await refusal(servers.url('log'));
      expect(error.code).toBe('LOG_UNAVAILABLE');
      expect(error.message).toContain(`n1 (${servers.servers[0]!.address})`);
      expect(error.message).toMatch(/no leader, no quorum/);
      for (const { address } of servers.servers) expect(error.message).toContain(address);
    });

    it('a stream of that name which is no log, and a log of a newer format', async () => {
      const servers = await start(1);
      await managing(servers, async (manager) => {
        await manager.streams.add({ name: 'other', subjects: ['other.>'] });
        await manager.streams.add({
          name: 'newer',
          subjects: ['newer.ev.>'],
          description: 'tessera event log; format 2; epoch e',
        });
      });
      expect(await refusal(servers.url('other'))).toMatchObject({ code: 'LOG_NOT_A_LOG', details: { log: 'other' } });
      expect(await refusal(servers.url('newer'))).toMatchObject({
        code: 'LOG_TOO_NEW',
        details: { log: 'newer', version: 2 },
      });
    });

    it('wrong credentials', async () => {
      const servers = await start(1, { arguments: ['--user', 'me', '--pass', 'right'] });
      const url = servers.url('log').replace('nats://', 'nats://me:wrong@');
      const error = await refusal(url);
      expect(error.code).toBe('LOG_UNREACHABLE');
      expect(error.message).toMatch(/refuse these credentials/);
      expect(error.message).not.toContain('wrong@');
      const log = await openJetStreamLog({ url: url.replace('wrong', 'right') });
      await log.close();
    });
  });

  it('many processes that create one log agree on its epoch', async () => {
    const servers = await start(1);
    const logs = await Promise.all(Array.from({ length: 8 }, () => openJetStreamLog({ url: servers.url('log') })));
    expect(new Set(logs.map(({ epoch }) => epoch)).size).toBe(1);
    await Promise.all(logs.map((log) => log.close()));
  });

  it('a killed server: appends wait for it, what was acknowledged is there, readers go on, nothing comes twice', async () => {
    const servers = await start(1);
    const [server] = servers.servers;
    const log = await openJetStreamLog({ url: servers.url('log') });
    const stop = new AbortController();
    const seen: number[] = [];
    const reader = (async () => {
      for await (const item of log.subscribe({}, stop.signal)) {
        if (item.kind === 'commit') seen.push(item.commit.position);
        if (seen.length === 60) stop.abort();
      }
    })();
    for (let i = 0; i < 30; i++) await log.append('ev.a.b.1', events, { commandId: `c${i}` });
    await server!.kill();
    const waiting = Array.from({ length: 30 }, (_, i) => log.append('ev.a.b.1', events, { commandId: `d${i}` }));
    await server!.start();
    const positions = (await Promise.all(waiting)).map(
      (result) => result.ok && !result.duplicate && result.commit.position,
    );
    expect(positions).toEqual(Array.from({ length: 30 }, (_, i) => 31 + i));
    await reader;
    expect(seen).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
    await log.close();
  });

  it('a server that stays away: calls and readers end with an error that names it', async () => {
    const servers = await start(1);
    const log = await openJetStreamLog({ url: servers.url('log'), patienceMs: 300 });
    await log.append('ev.a.b.1', events);
    const reader = log.subscribe({}, new AbortController().signal)[Symbol.asyncIterator]();
    await reader.next();
    await servers.servers[0]!.kill();
    const named = {
      code: expect.stringMatching(/LOG_UN(AVAILABLE|REACHABLE)/) as string,
      message: expect.stringContaining(servers.servers[0]!.address) as string,
    };
    await expect(log.append('ev.a.b.1', events)).rejects.toMatchObject(named);
    const late = log.subscribe({ after: 1 }, new AbortController().signal)[Symbol.asyncIterator]();
    await expect(late.next()).rejects.toMatchObject(named);
    await expect(log.head()).rejects.toMatchObject({ details: { log: 'log' } });
    await log.close();
    await reader.return?.();
  });

  it('a commandId is remembered after the server has forgotten the message id', async () => {
    const servers = await start(1);
    const url = servers.url('log');
    const log = await openJetStreamLog({ url });
    await managing(servers, (manager) => manager.streams.update('log', { duplicate_window: 100_000_000 }));
    const first = await log.append('ev.a.b.1', events, { commandId: 'c1' });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const fresh = await openJetStreamLog({ url });
    for (const one of [log, fresh]) {
      for (const expectation of ['any', 'none', 1] as const) {
        expect(await one.append('ev.a.b.1', events, { commandId: 'c1', expect: expectation })).toEqual({
          ...first,
          duplicate: true,
        });
      }
    }
    expect(await fresh.head()).toBe(1);
    await Promise.all([log.close(), fresh.close()]);
  });

  it('a log that is deleted and made anew while it is open is recognised', async () => {
    const servers = await start(1);
    const log = await openJetStreamLog({ url: servers.url('log') });
    await log.append('ev.a.b.1', events);
    const reading = (async () => {
      for await (const item of log.subscribe({}, new AbortController().signal)) void item;
    })();
    await managing(servers, (manager) => manager.streams.delete('log'));
    const other = await openJetStreamLog({ url: servers.url('log') });
    await expect(log.head()).rejects.toMatchObject({ code: 'LOG_UNREACHABLE' });
    await expect(reading).rejects.toMatchObject({ code: 'LOG_UNREACHABLE' });
    await Promise.all([log.close(), other.close()]);
  });
});
