/**
 * Proof "crash-recovery": real writer processes on one log are killed with SIGKILL at random points (while opening,
 * between and during commits) and started again, while a reader follows. Afterwards: every acknowledged commit is there
 * with exactly its events, no commit is partial or doubled, positions have no gap, each writer's commits are in its
 * order, and the reader has seen exactly what the log holds.
 *
 * `node packages/event-log/proofs/kill-loop.ts [--kills 50] [--writers 3] [--seed 1]`
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Commit, EventLog } from '../src/index.ts';
import { openLog } from '../src/open/index.ts';
import { verifySqliteLog } from '../src/sqlite/index.ts';
import { sizeOf, streamOf, type Acknowledgement } from './kill-loop-writer.ts';
import { seeded } from './seeded.ts';

export interface KillLoopOptions {
  readonly kills?: number;
  readonly writers?: number;
  readonly seed?: number;
}

export interface KillLoopResult {
  readonly name: 'kill-loop';
  readonly seed: number;
  readonly kills: number;
  readonly acknowledged: number;
  /** Commits in the log; more than were acknowledged, as some were killed between storing and telling. */
  readonly stored: number;
  readonly retried: number;
  readonly lost: number;
  readonly doubled: number;
  readonly partial: number;
  readonly outOfOrder: number;
  readonly gaps: number;
  readonly readerDiffers: number;
  readonly fileProblems: readonly string[];
  readonly ok: boolean;
}

const writerFile = fileURLToPath(new URL('./kill-loop-writer.ts', import.meta.url));

export async function run(options: KillLoopOptions = {}): Promise<KillLoopResult> {
  const { kills = 50, writers: count = 3, seed = 1 } = options;
  const random = seeded(seed);
  const folder = mkdtempSync(join(tmpdir(), 'tessera-kill-'));
  const path = join(folder, 'log.db');
  const acknowledged: Acknowledgement[] = [];
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
    const faults = [
      verdict.lost,
      verdict.doubled,
      verdict.partial,
      verdict.outOfOrder,
      verdict.gaps,
      verdict.readerDiffers,
    ];
    const ok = fileProblems.length === 0 && faults.every((fault) => fault === 0);
    return { name: 'kill-loop', seed, kills, ...verdict, fileProblems, ok };
  } finally {
    stop.abort();
    await Promise.all(writers.map((writer) => writer.kill()));
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Writer {
  start(): void;
  /** Resolves at this process's next acknowledgement. */
  atWork(): Promise<void>;
  /** Resolves when the process is gone and everything it said is read. */
  kill(): Promise<void>;
}

function createWriter(path: string, name: string, acknowledged: Acknowledgement[]): Writer {
  let child: ChildProcess | undefined;
  let ended: Promise<unknown> = Promise.resolve();
  let next = 0;
  let told: ((error?: Error) => void)[] = [];
  let crashed: Error | undefined;

  function tell(error?: Error): void {
    crashed ??= error;
    const waiting = told;
    told = [];
    for (const resolve of waiting) resolve(error);
  }

  return {
    start() {
      // It begins with the first number it has no acknowledgement for: perhaps stored, perhaps not, as after any crash.
      const started = spawn(process.execPath, [writerFile, path, name, String(next), '4'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      child = started;
      const lines = createInterface({ input: started.stdout });
      lines.on('line', (line) => {
        if (!line.endsWith('}')) return;
        const acknowledgement = JSON.parse(line) as Acknowledgement;
        acknowledged.push(acknowledgement);
        next = Math.max(next, acknowledgement.sequence - (acknowledgement.sequence % 4));
        tell();
      });
      const closed = new Promise((resolve) => lines.once('close', resolve));
      ended = Promise.all([closed, new Promise((resolve) => started.once('exit', resolve))]);
      started.once('exit', (code) => code && tell(new Error(`writer ${name} ended by itself with code ${code}`)));
    },
    atWork: () =>
      new Promise((resolve, reject) => {
        if (crashed) reject(crashed);
        told.push((error) => (error ? reject(error) : resolve()));
      }),
    async kill() {
      child?.kill('SIGKILL');
      await ended;
    },
  };
}

/** Follows from the beginning in the background; the answer waits until the reader has seen `count` commits. */
function followAll(log: EventLog, signal: AbortSignal): (count: number) => Promise<Commit[]> {
  const seen: Commit[] = [];
  const iterator = log.subscribe({}, signal)[Symbol.asyncIterator]();
  let failure: unknown;
  let goal = Number.POSITIVE_INFINITY;
  const done = (async () => {
    while (seen.length < goal) {
      const { value, done: over } = await iterator.next();
      if (over) return;
      if (value.kind === 'commit') seen.push(value.commit);
      else if (value.position >= goal) return;
    }
  })().catch((error: unknown) => (failure = error));
  return async (count) => {
    goal = count;
    // Wakes the reader in case it had seen everything before the goal was known.
    await log.append('ev.kill.end.1', [{ type: 'End', data: {} }]);
    await done;
    if (failure) throw failure;
    return seen.slice(0, count);
  };
}

async function readAll(log: EventLog): Promise<Commit[]> {
  const commits: Commit[] = [];
  const stop = new AbortController();
  for await (const item of log.subscribe({}, stop.signal)) {
    if (item.kind === 'commit') commits.push(item.commit);
    else stop.abort();
  }
  return commits;
}

type Verdict = Omit<KillLoopResult, 'name' | 'seed' | 'kills' | 'fileProblems' | 'ok'>;

function judge(acknowledged: readonly Acknowledgement[], stored: readonly Commit[], seen: readonly Commit[]): Verdict {
  const at = new Map(stored.map((commit) => [commit.position, commit]));
  const ids = new Set(stored.map(({ stream, commandId }) => `${stream} ${commandId}`));
  return {
    acknowledged: new Set(acknowledged.map(({ writer, sequence }) => `${writer} ${sequence}`)).size,
    stored: stored.length,
    retried: acknowledged.filter(({ retried }) => retried).length,
    lost: acknowledged.filter((one) => !isIn(at.get(one.position), one)).length,
    doubled: stored.length - ids.size,
    partial: stored.filter((commit) => !isWhole(commit)).length,
    outOfOrder: countOutOfOrder(stored),
    gaps: stored.filter((commit, index) => commit.position !== index + 1).length,
    readerDiffers: stored.filter((commit, index) => JSON.stringify(commit) !== JSON.stringify(seen[index])).length,
  };
}

function isIn(commit: Commit | undefined, { writer, sequence, events }: Acknowledgement): boolean {
  return (
    commit?.stream === streamOf(writer, sequence) &&
    commit.commandId === `${writer}-${sequence}` &&
    commit.events.length === events
  );
}

function isWhole({ events, commandId }: Commit): boolean {
  const { writer, sequence } = events[0]!.data as { writer: string; sequence: number };
  return (
    commandId === `${writer}-${sequence}` &&
    events.length === sizeOf(sequence) &&
    events.every(({ data }, index) => data.index === index && data.sequence === sequence && data.of === events.length)
  );
}

/** Within each stream a writer's numbers only grow: it hands them over one batch after the other, in order. */
function countOutOfOrder(stored: readonly Commit[]): number {
  const last = new Map<string, number>();
  let count = 0;
  for (const { stream, events } of stored) {
    const sequence = events[0]!.data.sequence as number;
    if (sequence <= (last.get(stream) ?? -1)) count++;
    last.set(stream, sequence);
  }
  return count;
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { kills: { type: 'string' }, writers: { type: 'string' }, seed: { type: 'string' } },
  });
  const result = await run(Object.fromEntries(Object.entries(values).map(([key, value]) => [key, Number(value)])));
  process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exitCode = result.ok ? 0 : 1;
}
