/**
 * Proof "paused-owner": the process that runs a service's policies is stopped (SIGSTOP) in the middle of its work, another
 * takes over, finishes and notes it, the world moves on, the first wakes up (SIGCONT). It changes nothing: what its
 * successor had decided stands, also where that left no trace but the note. With `--skewMinutes 60` one replica's clock is an hour ahead, the other's
 * an hour behind.
 *
 * Each round: callers knock at a closed door while its owner is stopped; when the successor has sent them all away, the
 * door opens and the owner wakes up. Nobody of these may enter. Callers who then knock enter once each, while the owner of
 * the moment is stopped again.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isLogError } from '@tessera/event-log';
import { openLog } from '@tessera/event-log/open';

export const suite = 'log';

export interface PausedOwnerOptions {
  /** @default 20 */
  readonly rounds?: number;
  /** @default 0 */
  readonly skewMinutes?: number;
  /** @default 1 */
  readonly seed?: number;
}

export interface PausedOwner {
  readonly ok: boolean;
  readonly rounds: number;
  /** Times a process was stopped while it was the owner. */
  readonly pauses: number;
  /** Times it was stopped while it held SQLite's lock, so that it had to be let go and stopped again. */
  readonly heldTheFile: number;
  readonly takeovers: number;
  /** Who knocked at the closed door and is inside: decided again by a process that had been stopped. */
  readonly wronglyIn: number;
  /** Who knocked at the open door and is not inside, or is twice. */
  readonly missing: number;
  readonly twice: number;
  /** From stopping the owner until its successor had done everything and noted it, milliseconds. */
  readonly takeoverMs: { readonly median: number; readonly longest: number };
}

interface Replica {
  readonly child: ChildProcess;
  status(): Promise<{ readonly role: string; readonly position: number }>;
}

const batch = 40;
/** Only ends a hang. */
const patienceMs = 60_000;

export async function run(options: PausedOwnerOptions = {}): Promise<PausedOwner> {
  const { rounds = 20, skewMinutes = 0, seed = 1 } = options;
  const folder = mkdtempSync(join(tmpdir(), 'tessera-paused-'));
  const url = `sqlite:${join(folder, 'log.db')}`;
  const log = await openLog(url, { patienceMs: 300 });
  const random = seeded(seed);
  const replicas: Replica[] = [];
  const waits: number[] = [];
  const [sentAway, welcome] = [new Set<string>(), new Set<string>()];
  let pauses = 0;
  let heldTheFile = 0;

  const door = (type: 'Opened' | 'Closed') => log.append('ev.door.door.front', [{ type, data: {} }]);

  /** Callers knock; the owner is stopped somewhere in between; resolves when another has done everything. */
  async function knockWhileOwnerStops(round: number, open: boolean): Promise<ChildProcess> {
    const owner = await ownerOf(replicas);
    const others = replicas.filter((each) => each !== owner);
    const stopAt = Math.floor(random() * (batch - 1));
    let last = 0;
    let stopped = 0;
    for (let i = 0; i < batch; i++) {
      const who = `${open ? 'in' : 'out'}-${round}-${i}`;
      (open ? welcome : sentAway).add(who);
      last = await knock(who, owner.child);
      if (i !== stopAt) continue;
      await delay(random() * 4);
      owner.child.kill('SIGSTOP');
      stopped = performance.now();
      pauses += 1;
    }
    await until(async () => {
      const all = await Promise.all(others.map((each) => each.status()));
      return all.some(({ role }) => role === 'owner') && (await notedPosition()) >= last;
    });
    waits.push(performance.now() - stopped);
    return owner.child;
  }

  /** Up to where an owner has said that everything is decided: from there on a next one would begin. */
  async function notedPosition(): Promise<number> {
    const { commits } = await log.read('ev.door.policy.runner');
    const positions = commits.at(-1)?.events.at(-1)?.data['positions'] as { readonly answer?: number } | undefined;
    return positions?.answer ?? 0;
  }

  async function knock(who: string, owner: ChildProcess): Promise<number> {
    for (;;) {
      try {
        const result = await log.append(`ev.door.caller.${who}`, [{ type: 'Knocked', data: { who } }]);
        if (result.ok) return result.commit.position;
      } catch (error) {
        if (!isLogError(error, 'LOG_BUSY')) throw error;
        // Stopped in the middle of writing, it holds SQLite's lock, and nobody can write: stopped a little later instead.
        heldTheFile += 1;
        owner.kill('SIGCONT');
        await delay(1 + random() * 4);
        owner.kill('SIGSTOP');
      }
    }
  }

  try {
    for (const skew of [skewMinutes, -skewMinutes]) {
      replicas.push(await startReplica(url, mkdtempSync(join(folder, 'replica-')), skew * 60_000));
    }
    for (let round = 0; round < rounds; round++) {
      await door('Closed');
      const first = await knockWhileOwnerStops(round, false);
      await door('Opened');
      first.kill('SIGCONT');
      await until(async () => (await Promise.all(replicas.map((each) => each.status()))).length === 2);
      const second = await knockWhileOwnerStops(round, true);
      second.kill('SIGCONT');
      // Whoever woke up has understood before the next round begins.
      await until(async () => (await ownersOf(replicas)).length === 1);
    }
    const entered: string[] = [];
    for (const { events } of (await log.read('ev.door.door.front')).commits) {
      for (const { type, data } of events) if (type === 'Entered') entered.push(data['who'] as string);
    }
    const inside = new Set(entered);
    const terms = (await log.read('ev.door.policy.runner')).commits.map(({ events }) => events[0]?.data['term']);
    const sorted = waits.toSorted((a, b) => a - b).map(Math.round);
    const result = {
      rounds,
      pauses,
      heldTheFile,
      takeovers: new Set(terms).size - 1,
      wronglyIn: [...inside].filter((who) => sentAway.has(who)).length,
      missing: [...welcome].filter((who) => !inside.has(who)).length,
      twice: entered.length - inside.size,
      takeoverMs: { median: sorted[Math.floor(sorted.length / 2)] ?? 0, longest: sorted.at(-1) ?? 0 },
    };
    const { wronglyIn, missing, twice, takeovers } = result;
    return { ok: wronglyIn + missing + twice === 0 && takeovers >= rounds * 2, ...result };
  } finally {
    for (const { child } of replicas) child.kill('SIGKILL');
    await log.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startReplica(log: string, data: string, skewMs: number): Promise<Replica> {
  const script = fileURLToPath(new URL('./paused-owner/replica.ts', import.meta.url));
  const child = fork(script, [log, data, String(skewMs)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return {
    child,
    async status() {
      const response = await fetch(`http://127.0.0.1:${port}/readyz`);
      const { policies } = (await response.json()) as { policies?: { role: string; position: number } };
      return policies ?? { role: 'waiting', position: 0 };
    },
  };
}

async function ownersOf(replicas: readonly Replica[]): Promise<Replica[]> {
  const all = await Promise.all(replicas.map(async (each) => ({ each, ...(await each.status()) })));
  return all.filter(({ role }) => role === 'owner').map(({ each }) => each);
}

async function ownerOf(replicas: readonly Replica[]): Promise<Replica> {
  let owners: Replica[] = [];
  await until(async () => (owners = await ownersOf(replicas)).length === 1);
  return owners[0]!;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`It did not happen within ${patienceMs / 1_000} s.`);
    await delay(10);
  }
}

/** The same numbers for the same seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
