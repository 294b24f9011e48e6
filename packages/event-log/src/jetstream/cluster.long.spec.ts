import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../proofs/cluster-kill.ts';
import { describeEventLog } from '../contract-suite/index.ts';
import type { EventLog } from '../port.ts';
import { openJetStreamLog } from './jetstream-log.ts';
import { findNatsServer, startNatsServers, type NatsServers } from './nats-servers.fixture.ts';

describe.skipIf(!findNatsServer())('with nats-server (apt-get install nats-server)', () => {
  describe('three servers', () => {
    const urls = new WeakMap<EventLog, string>();
    let servers: NatsServers;
    let count = 0;

    beforeAll(async () => {
      servers = await startNatsServers(3);
    });
    afterAll(() => servers.stop());

    async function open(url: string, options?: { readonly now?: () => string }): Promise<EventLog> {
      const log = await openJetStreamLog({ ...options, url });
      urls.set(log, url);
      return log;
    }

    describeEventLog(
      'jetstream, three servers, three copies',
      {
        create: (options) => open(servers.url(`log${++count}`), options),
        another: (log) => open(urls.get(log)!),
        reopen: async (log) => {
          await log.close();
          return open(urls.get(log)!);
        },
      },
      // An election per log. All of it: TESSERA_FULL_SUITE=1.
      { storageOnly: !process.env.TESSERA_FULL_SUITE },
    );
  });

  it('leader and follower killed under load, once each: nothing lost, doubled, partial or out of order', async () => {
    expect(await run({ kills: 2 })).toMatchObject({
      ok: true,
      lost: 0,
      doubled: 0,
      partial: 0,
      outOfOrder: 0,
      gaps: 0,
      readerDiffers: 0,
    });
  });
});
