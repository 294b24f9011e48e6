/** A service's process, with a data folder of its own on the shared log; `kill -9` and start again as often as wanted. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually, httpClient, token } from '../../src/sample/http-client.ts';
import type { Age } from './ages.ts';

const main = fileURLToPath(new URL('./run-age.ts', import.meta.url));

export interface ServiceProcess {
  start(): Promise<void>;
  kill(): Promise<void>;
  readonly isUp: boolean;
  readonly client: ReturnType<typeof httpClient>;
}

export function serviceProcess(folder: string, service: 'post' | 'report', age: Age): ServiceProcess {
  let child: ChildProcess | undefined;
  let client: ReturnType<typeof httpClient> | undefined;
  return {
    get isUp() {
      return client !== undefined;
    },
    get client() {
      if (client === undefined) throw new Error(`The ${age} ${service} is not running.`);
      return client;
    },
    async start() {
      const started = spawn(process.execPath, [main, service, age], {
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
        env: {
          PATH: process.env['PATH'],
          NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
          TESSERA_LOG: `sqlite:${join(folder, 'log.db')}`,
          TESSERA_DATA: join(folder, `${service}-${age}`),
          TESSERA_INTERNAL_TOKEN: token,
          TESSERA_LOG_LEVEL: 'error',
          PORT: '0',
        },
      });
      child = started;
      const [message] = (await once(started, 'message')) as [{ port: number }];
      const reached = httpClient(`http://127.0.0.1:${message.port}`);
      await eventually(
        async () => (await reached.get('/readyz')).status,
        (status) => status === 200,
      );
      client = reached;
    },
    async kill() {
      client = undefined;
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}
