import { afterAll, beforeAll, describe } from 'vitest';
import { describeEventLog } from '../contract-suite/index.ts';
import { createEngine } from './engine.fixture.ts';
import { startNatsServers, type NatsServers } from './nats-servers.fixture.ts';

/** Run by the proof "cluster-suite"; a share of it is in `cluster.int.spec.ts`. */
describe('all of it', { timeout: 240_000 }, () => {
  let servers: NatsServers;
  beforeAll(async () => {
    servers = await startNatsServers(3);
  });
  afterAll(() => servers.stop());

  describeEventLog(
    'jetstream, three servers, three copies',
    createEngine((name) => servers.url(name)),
  );
});
