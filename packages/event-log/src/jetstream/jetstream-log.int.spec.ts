import { afterAll, beforeAll, describe } from 'vitest';
import { describeEventLog } from '../contract-suite/index.ts';
import type { EventLog } from '../port.ts';
import { openJetStreamLog } from './jetstream-log.ts';
import { findNatsServer, startNatsServers, type NatsServers } from './nats-servers.fixture.ts';

describe.skipIf(!findNatsServer())('with nats-server (apt-get install nats-server)', () => {
  const urls = new WeakMap<EventLog, string>();
  let servers: NatsServers;
  let count = 0;

  beforeAll(async () => {
    servers = await startNatsServers(1);
  });
  afterAll(() => servers.stop());

  async function open(url: string, options?: { readonly now?: () => string }): Promise<EventLog> {
    const log = await openJetStreamLog({ ...options, url });
    urls.set(log, url);
    return log;
  }

  describeEventLog('jetstream, one server', {
    create: (options) => open(servers.url(`log${++count}`), options),
    another: (log) => open(urls.get(log)!),
    reopen: async (log) => {
      await log.close();
      return open(urls.get(log)!);
    },
  });
});
