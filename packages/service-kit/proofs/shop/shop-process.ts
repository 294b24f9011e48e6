/** The sample shop as processes that are killed and started again. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually, httpClient, token } from '../../src/sample/http-client.ts';

export interface ShopOptions {
  /** The data folder; the log is in it. */
  readonly folder: string;
  /** Of its projection. @default 0 */
  readonly revision?: number;
  /** How slowly it folds each sale, milliseconds. @default 0 */
  readonly dawdleMs?: number;
  readonly replica?: string;
  /** Base URL of a sibling. */
  readonly copyFrom?: string;
}

export type ShopProcess = ReturnType<typeof httpClient> & {
  readonly child: ChildProcess;
  readonly url: string;
  whenReady(): Promise<void>;
  kill(signal?: NodeJS.Signals): Promise<void>;
};

/** Resolves once it listens. */
export async function startShop(options: ShopOptions): Promise<ShopProcess> {
  const { folder, revision = 0, dawdleMs = 0, replica, copyFrom } = options;
  const main = fileURLToPath(new URL('../../src/sample/run-changed-shop.ts', import.meta.url));
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      TESSERA_LOG: `sqlite:${join(folder, 'log.db')}`,
      TESSERA_DATA: folder,
      TESSERA_INTERNAL_TOKEN: token,
      PORT: '0',
      SHOP_REVISION: String(revision),
      SHOP_DAWDLE_MS: String(dawdleMs),
      ...(replica === undefined ? {} : { TESSERA_REPLICA: replica }),
      ...(copyFrom === undefined ? {} : { TESSERA_COPY_FROM: copyFrom }),
    },
  });
  const [message] = (await once(child, 'message')) as [{ port: number }];
  const url = `http://127.0.0.1:${message.port}`;
  const client = httpClient(url);
  return {
    ...client,
    child,
    url,
    async whenReady() {
      await eventually(
        async () => (await client.get('/readyz')).status,
        (status) => status === 200,
      );
    },
    async kill(signal = 'SIGKILL') {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill(signal);
      await gone;
    },
  };
}
