/**
 * Proof "rebuild-memory": a service folds a big log for the first time, then, after a change of its code, anew beside the
 * documents it serves. Measured from outside: the most memory each process ever had (`VmHWM`), the time, and the longest
 * time it took to answer /healthz while the rebuild ran.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { openSqliteLog } from '@tessera/event-log/sqlite';
import { serviceFlags } from '../src/node/service-flags.ts';
import { httpClient, token } from '../src/sample/http-client.ts';

export const suite = 'log';

export interface RebuildMemoryOptions {
  readonly events?: number;
}

export interface RebuildMemoryResult {
  readonly name: 'rebuild-memory';
  readonly events: number;
  readonly first: Measured;
  readonly rebuild: Measured;
  /** Megabytes (10⁶). */
  readonly limitMB: number;
  readonly ok: boolean;
}

interface Measured {
  readonly seconds: number;
  readonly eventsPerS: number;
  readonly peakMB: number;
  /** Longest wait for /healthz, milliseconds. */
  readonly slowestMs: number;
}

const limitMB = 200;

export async function run(options: RebuildMemoryOptions = {}): Promise<RebuildMemoryResult> {
  const { events = 1_000_000 } = options;
  const folder = mkdtempSync(join(tmpdir(), 'tessera-rebuild-memory-'));
  try {
    await record(join(folder, 'log.db'), events);
    const first = await measure(folder, 0, events);
    const rebuild = await measure(folder, 1, events);
    const ok = first.peakMB <= limitMB && rebuild.peakMB <= limitMB;
    return { name: 'rebuild-memory', events, first, rebuild, limitMB, ok };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(folder: string, revision: number, events: number): Promise<Measured> {
  const main = fileURLToPath(new URL('./shop/run-counting.ts', import.meta.url));
  const started = performance.now();
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...serviceFlags, main], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      TESSERA_LOG: `sqlite:${join(folder, 'log.db')}`,
      TESSERA_DATA: folder,
      TESSERA_INTERNAL_TOKEN: token,
      PORT: '0',
      // As the supervisor starts it.
      NODE_COMPILE_CACHE: join(folder, 'compile-cache'),
      COUNT_REVISION: String(revision),
    },
  });
  try {
    const [message] = (await once(child, 'message')) as [{ port: number }];
    const { get } = httpClient(`http://127.0.0.1:${message.port}`);
    let slowestMs = 0;
    for (;;) {
      const asked = performance.now();
      const complete = (await get('/readyz?complete')).status === 200;
      slowestMs = Math.max(slowestMs, performance.now() - asked);
      if (complete) break;
      await sleep(20);
    }
    const seconds = (performance.now() - started) / 1_000;
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    const peakKiB = Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]);
    return {
      seconds: Math.round(seconds * 10) / 10,
      eventsPerS: Math.round(events / seconds),
      peakMB: Math.round((peakKiB * 1_024) / 1_000_000),
      slowestMs: Math.round(slowestMs),
    };
  } finally {
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  }
}

async function record(path: string, events: number): Promise<void> {
  const log = await openSqliteLog({ path });
  const each = 10;
  for (let from = 0; from < events; from += 10_000) {
    await Promise.all(
      Array.from({ length: Math.min(10_000, events - from) / each }, (_, at) => {
        const first = from + at * each;
        const counted = Array.from({ length: each }, (_, i) => ({
          type: 'Counted',
          data: { id: `c${first + i}`, amount: 3 },
        }));
        return log.append(`ev.count.counter.s${first}`, counted);
      }),
    );
  }
  await log.close();
}
