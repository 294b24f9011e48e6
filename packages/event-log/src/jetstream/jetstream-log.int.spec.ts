import { afterAll, beforeAll, describe } from 'vitest';
import { describeEventLog } from '../contract-suite/index.ts';
import { createEngine } from './engine.fixture.ts';
import { findNatsServer, startNatsServers, type NatsServers } from './nats-servers.fixture.ts';

describe.skipIf(!findNatsServer())('with nats-server (apt-get install nats-server)', () => {
  let servers: NatsServers;
  beforeAll(async () => {
    servers = await startNatsServers(1);
  });
  afterAll(() => servers.stop());

  describeEventLog(
    'jetstream, one server',
    createEngine((name) => servers.url(name)),
  );
});
