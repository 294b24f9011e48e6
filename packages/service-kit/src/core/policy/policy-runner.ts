/**
 * Which replica runs a service's policies. The owner holds a lease in the log and notes its progress there; the others
 * wait. Progress is noted seldom (a repeated reaction is harmless), and the lease is prolonged only while there is work:
 * an idle service writes nothing.
 */
import { isLogError, type EventLog, type JsonObject, type Position } from '@tessera/event-log';
import type { LookUp } from '../../definition/policy.ts';
import type { CommandEngine } from '../command/command-engine.ts';
import type { CompiledService } from '../compiled-service.ts';
import type { World } from '../world/world.ts';
import { pause } from './pause.ts';
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
  readonly engine: CommandEngine;
  readonly world: World;
  readonly docs: LookUp;
  readonly folded: (position: Position, signal: AbortSignal) => Promise<void>;
  /** Who asks for the lease. The same after a restart on the same data, so that it need not wait for its own lease. */
  readonly owner: string;
  readonly onFailure: (error: unknown) => void;
  /** How long a lease lasts, milliseconds. @default 15_000 */
  readonly leaseMs?: number;
  /** Positions after which progress is noted. @default 1_000 */
  readonly checkpointEvery?: number;
  /** Progress is noted this long after the last note, when there is any. @default 5_000 */
  readonly checkpointMs?: number;
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
  const names = Object.keys(service.definition.policies);
  const stream = policyStateStream(service.definition.name);
  const state = emptyPolicyState();
  let role: PolicyRunner['role'] = 'waiting';
  let position: Position = 0;

  const time = (): number => Date.parse(world.now());
  const held = (): boolean => state.owner !== '' && state.owner !== owner && Date.parse(state.until) > time();
  const startOf = (name: string): Position => state.positions[name] ?? 0;

  /** False when somebody else wrote meanwhile. */
  async function note(positions: PolicyState['positions'], term: number, lasts: number): Promise<boolean> {
    const until = new Date(time() + lasts).toISOString();
    const data = { term, owner, until, positions } satisfies JsonObject;
    const result = await log.append(stream, [{ type: policyEvents.progress, data }], {
      expect: state.version === 0 ? 'none' : state.version,
      time: world.now(),
    });
    if (result.ok) applyPolicyCommit(state, result.commit);
    return result.ok;
  }

  async function park(reaction: ParkedReaction): Promise<void> {
    const data = { ...reaction } as JsonObject;
    await log.append(stream, [{ type: policyEvents.parked, data }], { time: world.now() });
    await topUp(state, log, stream);
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
    const onProgress = (upTo: Position): void => {
      position = upTo;
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
    try {
      await runAsOwner(
        {
          ...options,
          positions,
          stateStream: stream,
          park,
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
    }
    // A graceful end says how far it came and frees the lease; after a lost lease there is nothing to say.
    if (signal.aborted && state.term === term) await write(0);
  }

  /** Where each policy stands; one that is new starts where it says, and that is noted with the lease. */
  async function firstPositions(): Promise<PolicyState['positions']> {
    const head = await log.head();
    const { policies } = service.definition;
    const start = (name: string): Position => state.positions[name] ?? (policies[name]?.from === 'now' ? head : 0);
    return Object.fromEntries(names.map((name) => [name, start(name)]));
  }

  async function run(): Promise<void> {
    if (names.length === 0) return;
    for (let delay = 100; !signal.aborted;) {
      try {
        await topUp(state, log, stream);
        if (held()) {
          const left = Date.parse(state.until) - time();
          await pause(Math.max(20, Math.min(left, leaseMs)), signal);
          continue;
        }
        if (state.owner !== '' && state.owner !== owner) {
          const { version } = state;
          const needed = await hasWork();
          // The owner notes its progress seldom: only work that stays undone is a sign that it is gone.
          await pause(leaseMs / 2, signal);
          await topUp(state, log, stream);
          if (!needed || state.version !== version) continue;
        }
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
    const looking = new AbortController();
    const after = Math.min(...names.map(startOf));
    const end = await log.head();
    for await (const item of log.subscribe({ after, filter: service.filter }, looking.signal)) {
      if (item.kind === 'progress') {
        if (item.position >= end) looking.abort();
        continue;
      }
      const { commit } = item;
      const concerns = commit.events.some((event) => {
        const type = service.nameOf(commit, event);
        return type !== undefined && (service.policiesOf.get(type) ?? []).length > 0;
      });
      if (concerns) {
        looking.abort();
        return true;
      }
    }
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
