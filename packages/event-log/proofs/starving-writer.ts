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
import { openLog } from '../src/open/index.ts';

export interface StarvingWriter {
  readonly name: 'starving-writer';
  /** Appends of the quiet process while the other was hot. */
  readonly appends: number;
  readonly appendP50Ms: number;
  readonly appendP99Ms: number;
  /** The longest the quiet process's event loop stood still. */
  readonly loopMaxMs: number;
  /** Commits of the hot process per second. */
  readonly hotPerSecond: number;
}

const writerFile = fileURLToPath(new URL('./acknowledged/writer.ts', import.meta.url));

export async function run({ seconds = 4 }: { readonly seconds?: number } = {}): Promise<StarvingWriter> {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-starve-'));
  const path = join(folder, 'log.db');
  const log = await openLog(path);
  const hot = spawn(process.execPath, [writerFile, path, 'hot', '0', '64'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = new Promise((resolve) => hot.once('exit', resolve));
  try {
    while ((await log.head()) < 100) await sleep(5);
    const loop = monitorEventLoopDelay({ resolution: 1 });
    loop.enable();
    const before = await log.head();
    const took: number[] = [];
    const started = performance.now();
    while (performance.now() - started < seconds * 1000) {
      const asked = performance.now();
      await log.append('ev.quiet.b.1', [{ type: 'X', data: {} }]);
      took.push(performance.now() - asked);
      await sleep(5);
    }
    loop.disable();
    const hotPerSecond = Math.round(((await log.head()) - before - took.length) / seconds);
    const sorted = took.toSorted((a, b) => a - b);
    const at = (share: number): number => round(sorted[Math.floor(sorted.length * share)] ?? 0);
    return {
      name: 'starving-writer',
      appends: took.length,
      appendP50Ms: at(0.5),
      appendP99Ms: at(0.99),
      loopMaxMs: round(loop.max / 1e6),
      hotPerSecond,
    };
  } finally {
    hot.kill('SIGKILL');
    await ended;
    await log.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { seconds: { type: 'string' } } });
  process.stdout.write(`${JSON.stringify(await run(values.seconds ? { seconds: Number(values.seconds) } : {}))}\n`);
}
