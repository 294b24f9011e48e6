import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { connect as connectSocket, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppendOptions } from '../port.ts';
import { openJetStreamLog } from './jetstream-log.ts';
import { findNatsServer, startNatsServers, type NatsServers } from './nats-servers.fixture.ts';

/** Stands between client and server; can let questions through and swallow the answers, then cut the connection. */
interface DeafProxy {
  readonly address: string;
  /** The next answer from the server is swallowed, and its connection with it. Resolves when that has happened. */
  swallowNext(): Promise<void>;
  /** Nobody gets through until the answered function is called. */
  shut(): () => void;
  close(): Promise<void>;
}

async function startProxy(port: number): Promise<DeafProxy> {
  const sockets = new Set<Socket>();
  let swallowed: (() => void) | undefined;
  let isShut = false;
  const server: Server = createServer((client) => {
    if (isShut) return void client.destroy();
    const upstream = connectSocket(port, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket
        .on('error', () => undefined)
        .on('close', () => {
          sockets.delete(socket);
          client.destroy();
          upstream.destroy();
        });
    }
    client.pipe(upstream);
    upstream.on('data', (chunk) => {
      // Heartbeats and the like pass; an acknowledgement names its sequence.
      if (!swallowed || !chunk.includes('"seq":')) return void client.write(chunk);
      swallowed();
      swallowed = undefined;
      client.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    swallowNext: () => new Promise((resolve) => (swallowed = resolve)),
    shut() {
      isShut = true;
      return () => void (isShut = false);
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe.skipIf(!findNatsServer())('with nats-server (apt-get install nats-server)', () => {
  let servers: NatsServers;
  let proxy: DeafProxy;
  beforeAll(async () => {
    servers = await startNatsServers(1);
    proxy = await startProxy(servers.servers[0]!.port);
  });
  afterAll(async () => {
    await proxy.close();
    await servers.stop();
  });

  const kinds: readonly [name: string, options: AppendOptions][] = [
    ['nothing expected', {}],
    ['a version expected', { expect: 1 }],
    ['a commandId', { commandId: 'c1' }],
    ['both', { commandId: 'c1', expect: 1 }],
  ];
  it.each(kinds)(
    'an append that was stored but never answered is stored once, and is no duplicate: %s',
    (name, options) => storedOnce(name.replaceAll(' ', '-'), options),
  );

  it.each(kinds.slice(1))('even when the server has forgotten the message id, with %s', (name, options) =>
    storedOnce(`forgetful-${name.replaceAll(' ', '-')}`, options, 100),
  );

  it.each([kinds[1]!, kinds[3]!])(
    'even when others have followed on it and the id is forgotten, with %s',
    async (name, options) => {
      const log = `followed-${name.replaceAll(' ', '-')}`;
      const direct = await openJetStreamLog({ url: servers.url(log) });
      await forget(log, 100);
      const flaky = await openJetStreamLog({ url: `nats://${proxy.address}/${log}` });
      await flaky.append('ev.a.b.1', [{ type: 'First', data: {} }]);
      if (options.commandId) await flaky.findCommand('ev.a.b.1', options.commandId);
      const swallowed = proxy.swallowNext();
      const reopen = proxy.shut();
      const result = flaky.append('ev.a.b.1', [{ type: 'Second', data: {} }], options);
      await swallowed;
      await direct.append('ev.a.b.1', [{ type: 'Third', data: {} }], { expect: 2 });
      await sleep(300);
      reopen();
      expect(await result).toMatchObject({ ok: true, duplicate: false, commit: { position: 2 } });
      expect((await direct.read('ev.a.b.1')).commits).toHaveLength(3);
      await Promise.all([flaky.close(), direct.close()]);
    },
  );

  async function forget(name: string, afterMs: number): Promise<void> {
    const nats = await connect({ servers: servers.servers[0]!.address });
    await (await jetstreamManager(nats)).streams.update(name, { duplicate_window: afterMs * 1_000_000 });
    await nats.close();
  }

  async function storedOnce(name: string, options: AppendOptions, rememberMs?: number): Promise<void> {
    const log = await openJetStreamLog({ url: `nats://${proxy.address}/${name}` });
    if (rememberMs !== undefined) await forget(name, rememberMs);
    await log.append('ev.a.b.1', [{ type: 'First', data: {} }]);
    // Known beforehand, so that the next answer is the acknowledgement and no other.
    if (options.commandId) await log.findCommand('ev.a.b.1', options.commandId);
    const swallowed = proxy.swallowNext();
    const result = log.append('ev.a.b.1', [{ type: 'Second', data: {} }], options);
    await swallowed;
    expect(await result).toMatchObject({ ok: true, duplicate: false, commit: { position: 2 } });
    const { commits } = await log.read('ev.a.b.1');
    expect(commits.map(({ events }) => events[0]!.type)).toEqual(['First', 'Second']);
    await log.close();
  }
});
