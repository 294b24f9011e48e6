import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect, positionsOf } from '../contract-suite/engine.ts';
import type { EventLog } from '../port.ts';
import { openJetStreamLog } from './jetstream-log.ts';
import { findNatsServer, startNatsServers, type NatsServer, type NatsServers } from './nats-servers.fixture.ts';

describe.skipIf(!findNatsServer())('with nats-server (apt-get install nats-server)', () => {
  let cluster: NatsServers;
  let nats: NatsConnection;
  let manager: JetStreamManager;
  const logs: EventLog[] = [];
  beforeAll(async () => {
    cluster = await startNatsServers(3);
    nats = await connect({
      servers: cluster.servers.map(({ address }) => address),
      maxReconnectAttempts: -1,
      reconnectTimeWait: 50,
    });
    manager = await jetstreamManager(nats, { checkAPI: false, timeout: 1000 });
  });
  afterAll(async () => {
    await Promise.all(logs.map((log) => log.close()));
    await nats.close();
    await cluster.stop();
  });

  async function open(servers: readonly NatsServer[]): Promise<EventLog> {
    const url = `nats://${servers.map(({ address }) => address).join(',')}/log`;
    const log = await openJetStreamLog({ url, patienceMs: 60_000 });
    logs.push(log);
    return log;
  }

  async function leader(): Promise<NatsServer> {
    for (;;) {
      const info = await manager.streams.info('log').catch(() => undefined);
      const found = cluster.servers.find(({ name }) => name === info?.cluster?.leader);
      if (found) return found;
      await sleep(50);
    }
  }

  it('a leader that slept through an election answers from before; nobody who asks the log is told that', async () => {
    const events = [{ type: 'X', data: {} }];
    await (await open(cluster.servers)).append('ev.a.b.1', events, { commandId: 'first' });
    const sleeper = await leader();
    const others = await open(cluster.servers.filter((server) => server !== sleeper));
    // All it knows comes from the server that is going to stand still.
    const there = await open([sleeper]);
    await there.head();
    sleeper.pause();
    try {
      const late = await others.append('ev.a.b.1', events, { commandId: 'late' });
      expect(late).toMatchObject({ ok: true, commit: { position: 2 } });
      // The questions wait in the sleeper's socket: it finds them, and its old state, when it wakes up.
      const answers = Promise.all([
        there.head(),
        there.read('ev.a.b.1'),
        there.findCommand('ev.a.b.1', 'late'),
        collect(there, {}, (item) => item.kind === 'progress'),
        collect(there, { filter: ['ev.a.b.*'], after: 1 }, (item) => item.kind === 'progress'),
      ]);
      await sleep(200);
      sleeper.resume();
      const [head, stream, command, whole, filtered] = await answers;
      expect(head).toBe(2);
      expect(stream.version).toBe(2);
      expect(command).toMatchObject({ position: 2 });
      expect(positionsOf(whole)).toEqual([1, 2]);
      expect(positionsOf(filtered)).toEqual([2]);
    } finally {
      sleeper.resume();
    }
  });
});
