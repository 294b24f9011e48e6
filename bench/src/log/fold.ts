/** Folding a whole log into a service's read store, in a process of its own: time, CPU and peak memory. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { serviceFlags } from '../../../packages/service-kit/src/node/service-flags.ts';
import { openSqliteLog } from '../../../packages/event-log/src/sqlite/index.ts';

export interface Folded {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
}

const child = fileURLToPath(new URL('./fold-child.ts', import.meta.url));
const eventsPerCommit = 10;

/** An entity's events, and how many entities are alive at a time: their events take turns, then others take over. */
const perEntity = 10;
const alive = 1_000;

export const entitiesOf = (events: number): number => events / perEntity;

function entityOf(event: number): string {
  const generation = Math.floor(event / (alive * perEntity));
  return `c${generation * alive + (event % alive)}`;
}

/** A log of so many events (a multiple of 10,000); answers how long writing it took, in seconds. */
export async function fillLog(path: string, events: number): Promise<number> {
  const log = await openSqliteLog({ path });
  const started = performance.now();
  for (let from = 0; from < events; from += 5_000) {
    await Promise.all(
      Array.from({ length: Math.min(5_000, events - from) / eventsPerCommit }, (_, at) => {
        const first = from + at * eventsPerCommit;
        const data = Array.from({ length: eventsPerCommit }, (_, i) => ({
          type: 'Counted',
          data: { id: entityOf(first + i), amount: 3 },
        }));
        return log.append(`ev.count.counter.s${first}`, data);
      }),
    );
  }
  const seconds = (performance.now() - started) / 1000;
  await log.close();
  return seconds;
}

export async function foldInProcess(folder: string, log: string, events: number): Promise<Folded> {
  const data = mkdtempSync(join(folder, 'replica-'));
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...serviceFlags,
      child,
      log,
      data,
      String(entitiesOf(events)),
    ]);
    return JSON.parse(stdout) as Folded;
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}
