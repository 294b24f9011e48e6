/**
 * Which replica runs a service's policies, or its effects (each has a lease of its own). The owner holds a lease in the log and notes its progress there; the others
 * wait. Progress is noted seldom (a repeated reaction is harmless), and the lease is prolonged only while there is work:
 * an idle service writes nothing.
 *
 * Clocks of different machines are never compared. Whoever waits for the lease watches: work is waiting, and for as long
 * as the lease lasts, by its own stopwatch, the owner has noted nothing. The owner in turn trusts its own word for less
 * than that by its own stopwatch, and afterwards looks in the log before each decision whether its term still runs.
 */
import { isLogError, type EventLog, type JsonObject, type Position } from '@tessera/event-log';
import type { LookUp } from '../../definition/policy.ts';
import type { CompiledService } from '../compiled-service.ts';
import { createWaiting } from '../fold/waiting.ts';
import type { World } from '../world/world.ts';
import { pause } from './pause.ts';
import type { Reactors } from './reactor.ts';
import {
  applyPolicyCommit,
  emptyPolicyState,
  policyEvents,
  policyStateStream,
  topUp,
  type ParkedReaction,
  type PolicyState,
} from './policy-state.ts';
import { runAsOwner } from './run-as-owner.ts';

export interface PolicyRunnerOptions {
  readonly service: CompiledService;
  readonly log: EventLog;
  readonly reactors: Reactors;
  /** What the state stream is called. @default 'runner' */
  readonly runner?: string;
  readonly world: World;
  readonly docs: LookUp;
  readonly folded: (position: Position, signal: AbortSignal) => Promise<void>;
  /** Who asks for the lease. The same after a restart on the same data, so that it need not wait for its own lease. */
  readonly owner: string;
  readonly onFailure: (error: unknown) => void;
  /** How long a lease lasts, milliseconds. @default 15_000 */
  readonly leaseMs?: number;
  /** Milliseconds that pass also while the process is stopped, and never jump. @default performance.now */
  readonly stopwatch?: () => number;
  /** Whether a timer is due: work that no event announces. @default never */
  readonly isDue?: () => boolean;
  /** Runs beside the policies for as long as this replica owns them. */
  readonly whileOwner?: (turn: Turn) => Promise<void>;
  /** Positions after which progress is noted. @default 1_000 */
  readonly checkpointEvery?: number;
  /** Progress is noted this long after the last note, when there is any. @default 5_000 */
  readonly checkpointMs?: number;
}

/** One ownership: from taking the lease to losing it or the end. */
export interface Turn {
  readonly signal: AbortSignal;
  readonly still: () => Promise<boolean>;
  /** Resolves once everything up to the position has been reacted to, or the turn is over. */
  reacted(position: Position): Promise<void>;
}

export interface PolicyRunner {
  /** `owner`: runs them; `waiting`: another replica does. */
  readonly role: 'owner' | 'waiting';
  /** Everything up to it has been reacted to, as far as this replica knows. */
  readonly position: Position;
  readonly parked: readonly ParkedReaction[];
  /** Resolves after the last note of progress. */
  readonly ended: Promise<void>;
}

export function startPolicyRunner(options: PolicyRunnerOptions, signal: AbortSignal): PolicyRunner {
  const { service, log, world, owner, leaseMs = 15_000, checkpointEvery = 1_000, checkpointMs = 5_000 } = options;
  const stopwatch = options.stopwatch ?? (() => performance.now());
  const { reactors } = options;
  const names = Object.keys(reactors.starts);
  const stream = policyStateStream(service.definition.name, options.runner);
  const state = emptyPolicyState();
  let role: PolicyRunner['role'] = 'waiting';
  let position: Position = 0;
  /** By the stopwatch: nobody can have taken over before. */
  let trusted = 0;
  /** Nothing waits up to here since the note at `version`. */
  let quiet = { version: -1, position: 0 };

  const time = (): number => Date.parse(world.now());
  const startOf = (name: string): Position => state.positions[name] ?? 0;

  /** False when somebody else wrote meanwhile. */
  async function note(positions: PolicyState['positions'], term: number, lasts: number): Promise<boolean> {
    const now = world.now();
    const until = new Date(Date.parse(now) + lasts).toISOString();
    const began = stopwatch();
    const data = { term, owner, until, positions } satisfies JsonObject;
    const result = await log.append(stream, [{ type: policyEvents.progress, data }], {
      expect: state.version === 0 ? 'none' : state.version,
      time: now,
    });
    if (!result.ok) return false;
    applyPolicyCommit(state, result.commit);
    // Others begin to watch after this at the earliest. Stopwatches may differ a little.
    trusted = began + lasts * 0.8;
    return true;
  }

  async function own(): Promise<void> {
    const term = state.term;
    const turn = new AbortController();
    const stop = (): void => turn.abort();
    signal.addEventListener('abort', stop);
    const positions = Object.fromEntries(names.map((name) => [name, startOf(name)]));
    let noted = Math.min(...Object.values(positions));
    let notedAt = time();
    let worked = false;
    let writing = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    position = noted;

    const still = async (): Promise<boolean> => {
      if (state.term === term && stopwatch() < trusted) return true;
      await topUp(state, log, stream);
      if (state.term !== term) stop();
      return state.term === term;
    };

    const park = async (reaction: ParkedReaction): Promise<boolean> => {
      const data = { ...reaction } as JsonObject;
      for (;;) {
        await topUp(state, log, stream);
        if (state.term !== term) {
          stop();
          return false;
        }
        const result = await log.append(stream, [{ type: policyEvents.parked, data }], {
          expect: state.version,
          commandId: `${reaction.id}-${reaction.times}`,
          time: world.now(),
        });
        if (result.ok) return true;
      }
    };

    const write = async (lasts: number): Promise<void> => {
      const upTo = position;
      const next = Object.fromEntries(names.map((name) => [name, Math.max(startOf(name), upTo)]));
      writing = true;
      worked = false;
      try {
        for (;;) {
          if (await note(next, term, lasts)) break;
          await topUp(state, log, stream);
          if (state.term !== term) return stop();
        }
        noted = upTo;
        notedAt = time();
      } catch (error) {
        options.onFailure(error);
      } finally {
        writing = false;
      }
    };
    const reached = createWaiting(() => position);
    const onProgress = (upTo: Position): void => {
      position = upTo;
      reached.reached(upTo);
      if (writing || upTo <= noted) return;
      if (upTo - noted >= checkpointEvery) return void write(leaseMs);
      // Notes are commits too: without this condition two services would note each other's notes for ever.
      if (!worked) return;
      if (time() - notedAt >= checkpointMs) return void write(leaseMs);
      timer ??= setTimeout(() => {
        timer = undefined;
        if (!writing && worked && !turn.signal.aborted) void write(leaseMs);
      }, checkpointMs);
    };

    role = 'owner';
    const beside = options.whileOwner?.({
      signal: turn.signal,
      still,
      reacted: (at) => Promise.race([reached.until(at, Infinity), aborted(turn.signal)]).then(() => undefined),
    });
    beside?.catch(options.onFailure);
    try {
      await runAsOwner(
        {
          ...options,
          positions,
          stateStream: stream,
          park,
          still,
          onStateCommit(commit) {
            applyPolicyCommit(state, commit);
            if (state.term !== term) stop();
          },
          onWork() {
            worked = true;
          },
          onProgress: (watermark) => onProgress(watermark.position),
        },
        turn.signal,
      );
    } finally {
      role = 'waiting';
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      turn.abort();
      await beside?.catch(() => undefined);
    }
    // A graceful end says how far it came and frees the lease; after a lost lease there is nothing to say.
    if (signal.aborted && state.term === term) await write(0);
  }

  /** Where each policy stands; one that is new starts where it says, and that is noted with the lease. */
  async function firstPositions(): Promise<PolicyState['positions']> {
    const head = await log.head();
    const start = (name: string): Position => state.positions[name] ?? (reactors.starts[name] === 'now' ? head : 0);
    return Object.fromEntries(names.map((name) => [name, start(name)]));
  }

  async function run(): Promise<void> {
    if (names.length === 0) return;
    for (let delay = 100; !signal.aborted;) {
      try {
        await topUp(state, log, stream);
        if (state.owner !== '' && state.owner !== owner && state.lasts > 0) {
          const { version, lasts } = state;
          const needed = await hasWork();
          // The owner notes its progress seldom: only work that stays undone is a sign that it is gone.
          await pause(lasts, signal);
          await topUp(state, log, stream);
          if (!needed || state.version !== version) continue;
        }
        if (signal.aborted) return;
        if (!(await note(await firstPositions(), state.term + 1, leaseMs))) continue;
        delay = 100;
        await own();
      } catch (error) {
        if (signal.aborted || isLogError(error, 'LOG_CLOSED')) return;
        options.onFailure(error);
        await pause(delay, signal);
        delay = Math.min(delay * 2, 5_000);
      }
    }
  }

  /** Whether anything waits to be reacted to since the last note: only then is an expired lease worth taking. */
  async function hasWork(): Promise<boolean> {
    if (options.isDue?.() === true) return true;
    const looking = new AbortController();
    const { version } = state;
    const after = Math.max(Math.min(...names.map(startOf)), quiet.version === version ? quiet.position : 0);
    const end = await log.head();
    for await (const item of log.subscribe({ after, filter: service.filter }, looking.signal)) {
      if (item.kind === 'progress') {
        if (item.position >= end) looking.abort();
        continue;
      }
      const { commit } = item;
      const concerns = commit.events.some((event) => {
        if (commit.stream === stream) return event.type === policyEvents.retried;
        const type = service.nameOf(commit, event);
        return type !== undefined && reactors.of(type).length > 0;
      });
      if (concerns) {
        looking.abort();
        return true;
      }
    }
    quiet = { version, position: end };
    return false;
  }

  return {
    get role() {
      return role;
    },
    get position() {
      return position;
    },
    get parked() {
      return state.parked;
    },
    ended: run(),
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
