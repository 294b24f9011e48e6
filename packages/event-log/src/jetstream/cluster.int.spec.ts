import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../proofs/cluster-kill.ts';
import { describeEventLog } from '../contract-suite/index.ts';
import { createEngine } from './engine.fixture.ts';
import { findNatsServer, startNatsServers, type NatsServers } from './nats-servers.fixture.ts';

/** A cluster needs more time than anything else here when the machine is busy; this only ends hangs. */
const hangs = { timeout: 240_000 };

describe.skipIf(!findNatsServer())('with nats-server (apt-get install nats-server)', hangs, () => {
  describe('three servers', () => {
    let servers: NatsServers;
    beforeAll(async () => {
      servers = await startNatsServers(3);
    });
    afterAll(() => servers.stop());

    // An election per log: all of it is `npm run proof -- cluster-suite`.
    describeEventLog(
      'jetstream, three servers, three copies',
      createEngine((name) => servers.url(name)),
      {
        share: 'between processes',
      },
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
