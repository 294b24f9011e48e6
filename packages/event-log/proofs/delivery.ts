/**
 * How long a commit takes from `append` in one process to the handler in another (the append itself, with its sync,
 * included), and what waiting costs: the CPU this process uses while it only listens.
 *
 * `node packages/event-log/proofs/delivery.ts [--count 300] [--url sqlite:…]`
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openLog } from '../src/open/index.ts';

export interface DeliveryOptions {
  readonly count?: number;
  /** @default a temporary SQLite file */
  readonly url?: string;
}

export interface Delivery {
  readonly name: 'delivery';
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of one core, per cent, while nothing is written. */
  readonly idleCpuPercent: number;
}

const writerFile = fileURLToPath(new URL('./delivery-writer.ts', import.meta.url));
const idleMs = 3000;

export async function run({ count = 300, url }: DeliveryOptions = {}): Promise<Delivery> {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-delivery-'));
  const target = url ?? join(folder, 'log.db');
  const log = await openLog(target);
  const stop = new AbortController();
  try {
    const took: number[] = [];
    const reader = log
      .subscribe({ after: await log.head(), filter: ['ev.delivery.>'] }, stop.signal)
      [Symbol.asyncIterator]();
    await reader.next();
    const first = reader.next();
    const idleCpuPercent = await idleCpu();
    const child = spawn(process.execPath, [writerFile, target, String(count), '10'], { stdio: 'inherit' });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    for (let next = await first; ; next = await reader.next()) {
      if (next.done) break;
      if (next.value.kind === 'progress') continue;
      const sent = next.value.commit.events[0]!.data.at as number;
      took.push(performance.timeOrigin + performance.now() - sent);
      if (took.length === count) break;
    }
    const sorted = took.toSorted((a, b) => a - b);
    const at = (share: number): number => Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 100) / 100;
    await ended;
    return { name: 'delivery', p50Ms: at(0.5), p99Ms: at(0.99), idleCpuPercent };
  } finally {
    stop.abort();
    await log.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function idleCpu(): Promise<number> {
  const before = process.cpuUsage();
  await sleep(idleMs);
  const { user, system } = process.cpuUsage(before);
  return Math.round(((user + system) / 1000 / idleMs) * 1000) / 10;
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { count: { type: 'string' }, url: { type: 'string' } } });
  const options = {
    ...(values.url ? { url: values.url } : {}),
    ...(values.count ? { count: Number(values.count) } : {}),
  };
  process.stdout.write(`${JSON.stringify(await run(options))}\n`);
}
