import { join } from 'node:path';
import { pino } from 'pino';
import type { ServiceDefinition } from '../index.ts';
import { startServiceHost, type ServiceHost, type ServiceHostOptions } from '../node/index.ts';
import { httpClient, token } from './http-client.ts';

/** Service hosts of a test, each with a client of its routes; `closeAll` ends what still runs. */
export function runningHosts() {
  const running = new Set<ServiceHost>();

  async function stop(host: ServiceHost): Promise<void> {
    running.delete(host);
    await host.close();
  }

  return {
    /** Ready. On the log in the folder unless the options say otherwise, and silent. */
    async start(service: ServiceDefinition, folder: string, options: Partial<ServiceHostOptions> = {}) {
      const host = await startServiceHost(service, {
        log: `sqlite:${join(folder, 'log.db')}`,
        data: folder,
        token,
        logger: pino({ level: 'silent' }),
        ...options,
      });
      running.add(host);
      await host.whenReady;
      return Object.assign(httpClient(host.url), { host });
    },
    stop,
    async closeAll() {
      for (const host of running) await stop(host);
    },
  };
}
