/**
 * Which replica runs a service's policies, or its effects (each has a lease of its own). The owner holds a lease in the log and notes its progress there; the others
 * wait. Progress is noted seldom (a repeated reaction is harmless), and the lease is prolonged only while there is work:
 * an idle service writes nothing.
 *
 * Clocks of different machines are never compared. Whoever waits for the lease watches: work is waiting, and for as long
 * as the lease lasts, by its own stopwatch, the owner has noted nothing. The owner in turn trusts its own word for less
 * than that by its own stopwatch, and afterwards looks in the log before each decision whether its term still runs.
 */
import { isLogError, type Commit, type EventLog, type JsonObject, type Position } from '@tessera/event-log';
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
import { runAsOwner, type Standing } from './run-as-owner.ts';
import { reactionId } from './reaction.ts';
import { unreadBy } from './unread-by.ts';

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
  /** Something failed for good and waits for a person, or a policy stands still before it (`stops`); told once it is recorded. */
  readonly onParked?: (reaction: ParkedReaction) => void;
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
  /** Policies that stand still before what they were not written for. */
  readonly stopped: readonly ParkedReaction[];
  /** Events left out, as declared, since the start: `orders.OrderPlaced@3` → how many. */
  readonly ignored: { readonly [label: string]: number };
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
  /** Nothing waits up to here since the note at `version`, as far as contracts told how to read it. */
  let quiet = { version: -1, learned: -1, position: 0, standing: new Set<string>() };
  const ignored = new Map<string, number>();

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
    /** Where the state stood when this began: what was decided before is done. */
    const begun = state.version;
    const standing = new Map<string, Standing>();
    /** What somebody stood still before is readable now, or left out: begin again from there, with the next term. */
    let again = false;
    let noted = Math.min(...Object.values(positions));
    let notedAt = time();
    /** Of the newest event that there was something to do about. */
    let workedAt = 0;
    let writing = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    position = noted;

    function beginAgain(): void {
      again = true;
      stop();
    }

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
        if (reaction.stops && state.parked.some(({ id }) => id === reaction.id)) return true;
        const result = await log.append(stream, [{ type: policyEvents.parked, data }], {
          expect: state.version,
          // Who stands still may stand there again, after it was tried.
          ...(reaction.stops ? {} : { commandId: `${reaction.id}-${reaction.times}` }),
          time: world.now(),
        });
        if (!result.ok) continue;
        options.onParked?.(reaction);
        return true;
      }
    };

    const write = async (lasts: number): Promise<void> => {
      const upTo = position;
      const reachedBy = (name: string): Position => Math.min(upTo, standing.get(name)?.position ?? Infinity);
      const next = Object.fromEntries(names.map((name) => [name, Math.max(startOf(name), reachedBy(name))]));
      writing = true;
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
        // What was done while this was written is still to be noted, and nothing may ever come after it.
        if (hasUnnotedWork()) noteLater();
      }
    };
    const hasUnnotedWork = (): boolean => workedAt > noted && position > noted;
    const noteLater = (): void => {
      timer ??= setTimeout(() => {
        timer = undefined;
        if (!writing && hasUnnotedWork() && !turn.signal.aborted) void write(leaseMs);
      }, checkpointMs);
    };
    const reached = createWaiting(() => position);
    const onProgress = (upTo: Position): void => {
      position = upTo;
      reached.reached(upTo);
      if (writing || upTo <= noted) return;
      if (upTo - noted >= checkpointEvery) return void write(leaseMs);
      // Notes are commits too: without this condition two services would note each other's notes for ever.
      if (!hasUnnotedWork()) return;
      if (time() - notedAt >= checkpointMs) return void write(leaseMs);
      noteLater();
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
            else if (commit.position > begun && settles(commit, standing)) beginAgain();
          },
          isSkipped: (id) => state.skipped.has(id),
          onStanding: (each) => standing.set(each.reactor, each),
          onReadable: beginAgain,
          onIgnored: (label) => ignored.set(label, (ignored.get(label) ?? 0) + 1),
          onWork(at) {
            workedAt = at;
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
    if (state.term !== term) return;
    if (signal.aborted) await write(0);
    else if (again) await write(leaseMs);
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

  /**
   * Whether anything waits to be reacted to since the last note: only then is an expired lease worth taking. What this
   * release stands still before is no reason: it could do no better.
   */
  async function hasWork(): Promise<boolean> {
    if (options.isDue?.() === true) return true;
    const looking = new AbortController();
    const { version } = state;
    const { learned } = service.versions;
    const isQuiet = quiet.version === version && quiet.learned === learned;
    const after = Math.max(Math.min(...names.map(startOf)), isQuiet ? quiet.position : 0);
    const end = await log.head();
    const standing = isQuiet ? quiet.standing : new Set<string>();
    for await (const item of log.subscribe({ after, filter: service.filter }, looking.signal)) {
      if (item.kind === 'progress') {
        if (item.position >= end) looking.abort();
        continue;
      }
      const { commit } = item;
      const isAfter = (name: string): boolean => commit.position > startOf(name);
      if (!service.isFamiliar(commit)) {
        await options.folded(commit.position, signal);
        for (const { reactor, event, stops } of unreadBy(service, reactors, commit)) {
          const isSkipped = state.skipped.has(reactionId(reactor.name, event.id, -1));
          if (stops && !isSkipped && isAfter(reactor.name)) standing.add(reactor.name);
        }
      }
      const concerns = commit.events.some((event) => {
        if (commit.stream === stream) {
          const { policy, stops } = event.data as unknown as ParkedReaction;
          return event.type === policyEvents.retried && !stops && isAfter(policy);
        }
        const type = service.nameOf(commit, event);
        return type !== undefined && reactors.of(type).some(({ name }) => isAfter(name) && !standing.has(name));
      });
      if (concerns) {
        looking.abort();
        return true;
      }
    }
    quiet = { version, learned, position: end, standing };
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
      return state.parked.filter(({ stops }) => !stops);
    },
    get stopped() {
      return state.parked.filter(({ stops }) => stops);
    },
    get ignored() {
      return Object.fromEntries(ignored);
    },
    ended: run(),
  };
}

/** Whether somebody decided about what a policy stands still before. */
function settles({ events }: Commit, standing: ReadonlyMap<string, Standing>): boolean {
  const ids = new Set([...standing.values()].map(({ id }) => id));
  return events.some(
    ({ type, data }) =>
      (type === policyEvents.retried || type === policyEvents.dropped) && ids.has(data['id'] as string),
  );
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
