/**
 * Proof "starving-writer": one process writes as hard as it can; another, on the same file, appends now and then. Its
 * appends must get through, and its event loop must never stand still for the other's sake.
 *
 * `node packages/event-log/proofs/starving-writer.ts [--seconds 4]`
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { EventLog } from '../src/index.ts';
import { openLog } from '../src/open/index.ts';

/** Run by `npm run proof -- log`. */
export const suite = 'log';

export interface StarvingWriter {
  readonly name: 'starving-writer';
  /** Appends of the quiet process while the other was hot. */
  readonly appends: number;
  readonly appendP50Ms: number;
  readonly appendP99Ms: number;
  /** The quiet process's event loop: how late one turn in a hundred is, and the longest it stood still. */
  readonly loop: LoopDelay;
  /** The same while the hot process writes to another file: what the machine costs, whoever shares the log. */
  readonly loopApart: LoopDelay;
  /** Commits of the hot process per second. */
  readonly hotPerSecond: number;
  readonly ok: boolean;
}

export interface LoopDelay {
  readonly p99Ms: number;
  readonly maxMs: number;
}

/**
 * So much later a turn may be for the other's sake, and so long the loop may stand still once, milliseconds: waiting inside
 * SQLite cost up to 5 s. The longest alone says little on a machine that others use too.
 */
const allowed = { p99Ms: 50, maxMs: 2000 };

const writerFile = fileURLToPath(new URL('./acknowledged/writer.ts', import.meta.url));

export async function run({ seconds = 4 }: { readonly seconds?: number } = {}): Promise<StarvingWriter> {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-starve-'));
  const path = join(folder, 'log.db');
  const log = await openLog(path);
  try {
    const apart = await beside(join(folder, 'another.db'), log, seconds / 2);
    const together = await beside(path, log, seconds);
    const sorted = together.took.toSorted((a, b) => a - b);
    const at = (share: number): number => round(sorted[Math.floor(sorted.length * share)] ?? 0);
    return {
      name: 'starving-writer',
      appends: sorted.length,
      appendP50Ms: at(0.5),
      appendP99Ms: at(0.99),
      loop: together.loop,
      loopApart: apart.loop,
      hotPerSecond: together.hotPerSecond,
      ok: sorted.length > 0 && isFree(together.loop, apart.loop),
    };
  } finally {
    await log.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function isFree(together: LoopDelay, apart: LoopDelay): boolean {
  return together.p99Ms < apart.p99Ms + allowed.p99Ms && together.maxMs < apart.maxMs + allowed.maxMs;
}

interface Beside {
  readonly took: readonly number[];
  readonly loop: LoopDelay;
  readonly hotPerSecond: number;
}

/** The quiet process, this one, appends to `log` now and then while a hot one writes to the file at `path`. */
async function beside(path: string, log: EventLog, seconds: number): Promise<Beside> {
  const hot = spawn(process.execPath, [writerFile, path, 'hot', '0', '64'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = new Promise((resolve) => hot.once('exit', resolve));
  const watched = await openLog(path);
  try {
    while ((await watched.head()) < 100) await sleep(5);
    const loop = monitorEventLoopDelay({ resolution: 1 });
    loop.enable();
    const before = await watched.head();
    const took: number[] = [];
    const started = performance.now();
    while (performance.now() - started < seconds * 1000) {
      const asked = performance.now();
      await log.append('ev.quiet.b.1', [{ type: 'X', data: {} }]);
      took.push(performance.now() - asked);
      await sleep(5);
    }
    loop.disable();
    const hotPerSecond = Math.round(((await watched.head()) - before - took.length) / seconds);
    const delay = { p99Ms: round(loop.percentile(99) / 1e6), maxMs: round(loop.max / 1e6) };
    return { took, loop: delay, hotPerSecond };
  } finally {
    hot.kill('SIGKILL');
    await ended;
    await watched.close();
  }
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { seconds: { type: 'string' } } });
  process.stdout.write(`${JSON.stringify(await run(values.seconds ? { seconds: Number(values.seconds) } : {}))}\n`);
}
