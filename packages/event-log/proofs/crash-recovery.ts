/**
 * Proof "crash-recovery": real writer processes on one log are killed with SIGKILL at random points (while opening,
 * between and during commits) and started again, while a reader follows. Afterwards: every acknowledged commit is there
 * with exactly its events, no commit is partial or doubled, positions have no gap, each writer's commits are in its
 * order, and the reader has seen exactly what the log holds.
 *
 * `node packages/event-log/proofs/crash-recovery.ts [--kills 50] [--writers 3] [--seed 1]`
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openLog } from '../src/open/index.ts';
import { verifySqliteLog } from '../src/sqlite/index.ts';
import { followAll, readAll } from './acknowledged/follow-all.ts';
import { isSound, judge, type Verdict } from './acknowledged/judge.ts';
import { createWriter, type TimedAcknowledgement } from './acknowledged/writers.ts';
import { seeded } from './seeded.ts';

/** Run by `npm run proof -- log`. */
export const suite = 'log';

export interface CrashRecoveryOptions {
  readonly kills?: number;
  readonly writers?: number;
  readonly seed?: number;
}

export interface CrashRecoveryResult extends Verdict {
  readonly name: 'crash-recovery';
  readonly seed: number;
  readonly kills: number;
  readonly fileProblems: readonly string[];
  readonly ok: boolean;
}

export async function run(options: CrashRecoveryOptions = {}): Promise<CrashRecoveryResult> {
  const { kills = 50, writers: count = 3, seed = 1 } = options;
  const random = seeded(seed);
  const folder = mkdtempSync(join(tmpdir(), 'tessera-kill-'));
  const path = join(folder, 'log.db');
  const acknowledged: TimedAcknowledgement[] = [];
  const stop = new AbortController();
  const writers = Array.from({ length: count }, (_, at) => createWriter(path, `w${at}`, acknowledged));
  try {
    // The file does not exist yet: the writers and the reader race to create it.
    for (const writer of writers) writer.start();
    const log = await openLog(path);
    const followed = followAll(log, stop.signal);

    for (let kill = 0; kill < kills; kill++) {
      const victim = writers[Math.floor(random() * writers.length)]!;
      // Half of the kills hit a writer at work, half whatever it is doing: starting, opening, recovering.
      const working = random() < 0.5;
      if (working) await victim.atWork();
      await sleep(random() * (working ? 50 : 250));
      await victim.kill();
      victim.start();
    }
    await Promise.all(writers.map((writer) => writer.atWork()));
    await Promise.all(writers.map((writer) => writer.kill()));

    const stored = await readAll(log);
    const seen = await followed(stored.length);
    await log.close();
    const verdict = judge(acknowledged, stored, seen);
    const fileProblems = verifySqliteLog(path).problems;
    const ok = fileProblems.length === 0 && isSound(verdict);
    return { name: 'crash-recovery', seed, kills, ...verdict, fileProblems, ok };
  } finally {
    stop.abort();
    await Promise.all(writers.map((writer) => writer.kill()));
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { kills: { type: 'string' }, writers: { type: 'string' }, seed: { type: 'string' } },
  });
  const result = await run(Object.fromEntries(Object.entries(values).map(([key, value]) => [key, Number(value)])));
  process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exitCode = result.ok ? 0 : 1;
}
