/**
 * Proof "clock-skew": processes that write one log have clocks that are hours apart, one of which runs backwards. The
 * order is that of positions, everywhere; nothing is lost, doubled, out of order or seen differently by a reader, and the
 * times are kept as they were told, also through an export and an import.
 *
 * `node packages/event-log/proofs/clock-skew.ts [--commits 600] [--nats 1]`
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findNatsServer, startNatsServers } from '../src/jetstream/nats-servers.fixture.ts';
import { openLog } from '../src/open/index.ts';
import { exportLog, importLog } from '../src/transfer/index.ts';
import type { Commit } from '../src/index.ts';
import { followAll, readAll } from './acknowledged/follow-all.ts';
import { isSound, judge, type Verdict } from './acknowledged/judge.ts';
import { createWriter, type TimedAcknowledgement, type WriterClock } from './acknowledged/writers.ts';

/** Run by `npm run proof -- log`. */
export const suite = 'log';

export interface ClockSkewOptions {
  /** At least so many are written, on each engine. */
  readonly commits?: number;
  /** 0: only the file. @default 1 where a nats-server is installed */
  readonly nats?: number;
}

interface OnEngine extends Verdict {
  /** Neighbouring commits whose times are in the other order than their positions. */
  readonly timesBackwards: number;
  /** Between the earliest and the latest time, hours. */
  readonly hoursApart: number;
  readonly sameAfterImport: boolean;
}

export interface ClockSkew {
  readonly name: 'clock-skew';
  readonly engines: Readonly<Record<string, OnEngine>>;
  readonly ok: boolean;
}

const hour = 3_600_000;
const clocks: readonly WriterClock[] = [
  { offMs: 0, rate: 1 },
  { offMs: -5 * hour, rate: 1 },
  { offMs: 7 * hour, rate: -3000 },
];

export async function run(options: ClockSkewOptions = {}): Promise<ClockSkew> {
  const { commits = 600, nats = findNatsServer() === undefined ? 0 : 1 } = options;
  const folder = mkdtempSync(join(tmpdir(), 'tessera-skew-'));
  const engines: Record<string, OnEngine> = {};
  try {
    engines.sqlite = await onEngine(join(folder, 'log.db'), join(folder, 'imported.db'), commits);
    if (nats) {
      const servers = await startNatsServers(1);
      try {
        engines.jetstream = await onEngine(servers.url('skew'), servers.url('imported'), commits);
      } finally {
        await servers.stop();
      }
    }
    const ok = Object.values(engines).every(
      (one) => isSound(one) && one.sameAfterImport && one.timesBackwards > 0 && one.hoursApart >= 5,
    );
    return { name: 'clock-skew', engines, ok };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function onEngine(url: string, importedUrl: string, commits: number): Promise<OnEngine> {
  const acknowledged: TimedAcknowledgement[] = [];
  const stop = new AbortController();
  const log = await openLog(url);
  const followed = followAll(log, stop.signal);
  const writers = clocks.map((clock, at) => createWriter(url, `w${at}`, acknowledged, clock));
  try {
    for (const writer of writers) writer.start();
    while (acknowledged.length < commits) await Promise.all(writers.map((writer) => writer.atWork()));
    await Promise.all(writers.map((writer) => writer.kill()));
    const stored = await readAll(log);
    const seen = await followed(stored.length);
    const sameAfterImport = await survivesImport(url, importedUrl);
    const times = stored.map(({ time }) => Date.parse(time));
    return {
      ...judge(acknowledged, stored, seen),
      timesBackwards: times.filter((time, at) => at > 0 && time < times[at - 1]!).length,
      hoursApart:
        Math.round(((times.reduce((a, b) => Math.max(a, b)) - times.reduce((a, b) => Math.min(a, b))) / hour) * 10) /
        10,
      sameAfterImport,
    };
  } finally {
    stop.abort();
    await Promise.all(writers.map((writer) => writer.kill()));
    await log.close();
  }
}

async function survivesImport(url: string, importedUrl: string): Promise<boolean> {
  const log = await openLog(url);
  await importLog(exportLog(log), importedUrl);
  const imported = await openLog(importedUrl);
  const [before, after] = await Promise.all([readAll(log), readAll(imported)]);
  await Promise.all([log.close(), imported.close()]);
  return log.epoch !== imported.epoch && same(before, after);
}

function same(before: readonly Commit[], after: readonly Commit[]): boolean {
  return JSON.stringify(before) === JSON.stringify(after);
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { commits: { type: 'string' }, nats: { type: 'string' } } });
  const result = await run(Object.fromEntries(Object.entries(values).map(([key, value]) => [key, Number(value)])));
  process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exitCode = result.ok ? 0 : 1;
}
