/**
 * Runs a service's policies, or its effects, from where they stopped: independent steps side by side, those of one queue
 * in the order of the events. Nothing is skipped silently: what fails for good is parked in the log before its position
 * counts as done.
 */
import type { Commit, EventLog, Position, RecordedEvent } from '@tessera/event-log';
import type { LookUp } from '../../definition/policy.ts';
import { createKeyedQueue } from '../command/keyed-queue.ts';
import type { CompiledService } from '../compiled-service.ts';
import { isContract } from '../event-contract/contract-stream.ts';
import { toOccurrence } from '../occurrence.ts';
import { policyEvents, type ParkedReaction } from './policy-state.ts';
import { pause } from './pause.ts';
import { isOutage, reactionId, reasonOf } from './reaction.ts';
import type { Reactor, Reactors } from './reactor.ts';
import { unreadBy } from './unread-by.ts';
import { createWatermark, type Watermark } from './watermark.ts';

/** Steps in flight at once. */
const parallel = 64;

export interface OwnerOptions {
  readonly service: CompiledService;
  readonly log: EventLog;
  readonly reactors: Reactors;
  readonly docs: LookUp;
  /** Resolves once the position is folded: a policy sees at least the documents its event led to. */
  readonly folded: (position: Position, signal: AbortSignal) => Promise<void>;
  /** Reactor → position after which it starts. */
  readonly positions: Readonly<Record<string, Position>>;
  /** False: somebody else owns them now, and nothing was recorded. */
  readonly park: (reaction: ParkedReaction) => Promise<boolean>;
  /** Whether this process still owns them; see `Command.still`. */
  readonly still: () => Promise<boolean>;
  /** A commit of the state stream: somebody took over, or our own progress. */
  readonly onStateCommit: (commit: Commit) => void;
  readonly stateStream: string;
  /** Somebody decided that what a reactor stood still before is to be left out. */
  readonly isSkipped: (id: string) => boolean;
  /** A reactor met what it was not written for, and stands still before it while the others go on. */
  readonly onStanding: (standing: Standing) => void;
  /** What a reactor stood still before can be read by now: start again from there. */
  readonly onReadable: () => void;
  /** An event was left out, as declared. */
  readonly onIgnored: (label: string) => void;
  /** There was something to react to, at this position; it may not be done yet. */
  readonly onWork: (position: Position) => void;
  readonly onProgress: (watermark: Watermark) => void;
  /** Something has to be waited for that should not have been. */
  readonly onFailure: (error: unknown) => void;
}

export interface Standing {
  readonly reactor: string;
  /** As it is parked. */
  readonly id: string;
  /** It has reacted to everything up to here, and to nothing after it. */
  readonly position: Position;
}

/** One event that one policy or effect reacts to. */
interface Occasion {
  readonly reactor: Reactor;
  readonly commit: Commit;
  readonly event: RecordedEvent;
  readonly type: string;
  /** Set when it was parked before: only what was parked is carried out. */
  readonly parked?: ParkedReaction;
}

/** Returns when the signal aborts; throws when the log fails or something could not be parked: to be run again. */
export async function runAsOwner(options: OwnerOptions, ending: AbortSignal): Promise<void> {
  const { service, log, reactors, docs, folded, positions, park, still } = options;
  const from = Math.min(...Object.values(positions));
  const watermark = createWatermark(from);
  const targets = createKeyedQueue();
  const standing = new Map<string, { readonly commit: Commit; readonly event: RecordedEvent }>();
  const failing = new AbortController();
  const signal = AbortSignal.any([ending, failing.signal]);
  let failure: unknown;
  let wake: (() => void) | undefined;

  const finish = (position: Position): void => {
    watermark.done(position);
    wake?.();
    options.onProgress(watermark);
  };

  /** Does what the reactor wants; `at` is the position that is done with it. */
  async function react({ reactor, commit, event, type, parked: before }: Occasion, at: Position): Promise<void> {
    const times = (before?.times ?? 0) + 1;
    const about = { policy: reactor.name, event: event.id, type, stream: commit.stream, times };
    let steps;
    try {
      const data = service.dataOf(type, event, commit);
      steps = reactor.stepsOf(toOccurrence(commit, event, log.epoch, type, data), docs);
    } catch (error) {
      await park({ ...about, id: before?.id ?? reactionId(reactor.name, event.id, -1), reason: reasonOf(error) });
      return;
    }
    for (const [index, step] of steps.entries()) {
      if (before?.index !== undefined && before.index !== index) continue;
      const id = reactionId(reactor.name, event.id, index);
      watermark.open(at);
      void targets
        .run(step.queue, async () => {
          const outcome = await step.run({ commit, eventId: event.id, id, still }, signal);
          if (outcome.done || signal.aborted) return;
          await park({ ...about, id, command: step.name, index, reason: outcome.reason });
        })
        .then(
          // Stopped in the middle: its position stays open, so that whoever goes on repeats it.
          () => (signal.aborted ? undefined : finish(at)),
          // It could not even be parked: the position stays open, and this run ends for another to repeat it.
          (error: unknown) => {
            failure ??= error;
            failing.abort();
          },
        );
    }
  }

  /** Waits for the keys of the commit's personal data, if need be until the signal aborts: what lacks them is not at fault. */
  async function openable(commit: Commit): Promise<void> {
    for (let delay = 100; !signal.aborted && !service.isOpenable(commit); delay = Math.min(delay * 2, 5_000)) {
      try {
        await service.fetchKeys(commit);
      } catch (error) {
        if (!isOutage(error)) throw error;
        options.onFailure(error);
        await pause(delay, signal);
      }
    }
  }

  const concerns = ({ name }: Reactor, { position }: Commit): boolean =>
    position > (positions[name] ?? 0) && !standing.has(name);

  /** Who must not go past the commit stands still before it, the others leave out what they cannot read. Answers what that is. */
  async function meetUnfamiliar(commit: Commit): Promise<ReadonlySet<RecordedEvent>> {
    // How an event is read may stand in the log right before it.
    await folded(commit.position, signal);
    const unread = signal.aborted ? [] : unreadBy(service, reactors, commit);
    for (const { reactor, event, why, stops } of unread) {
      if (!concerns(reactor, commit)) continue;
      const id = reactionId(reactor.name, event.id, -1);
      if (!stops || options.isSkipped(id)) {
        options.onIgnored(why.label);
        continue;
      }
      standing.set(reactor.name, { commit, event });
      options.onStanding({ reactor: reactor.name, id, position: commit.position - 1 });
      const about = { policy: reactor.name, event: event.id, type: why.label, stream: commit.stream };
      await park({ ...about, id, reason: why.message, times: 1, stops: true });
    }
    return new Set(unread.map(({ event }) => event));
  }

  async function occasionsOf(commit: Commit): Promise<Occasion[]> {
    if (commit.stream === options.stateStream) return retriesOf(commit);
    const unread = service.isFamiliar(commit) ? undefined : await meetUnfamiliar(commit);
    return commit.events.flatMap((event) => {
      const type = service.nameOf(commit, event);
      if (type === undefined || unread?.has(event) === true) return [];
      return reactors
        .of(type)
        .filter((reactor) => concerns(reactor, commit))
        .map((reactor) => ({ reactor, commit, event, type }));
    });
  }

  /** Whether a contract that has just been recorded says how to read what somebody stands still before. */
  async function isReadableNow(contract: Commit): Promise<boolean> {
    if (standing.size === 0) return false;
    await folded(contract.position, signal);
    return [...standing.values()].some(({ commit, event }) => service.unread(commit, event) === undefined);
  }

  /** Parked reactions that somebody wants carried out after all, with the events they are about. */
  async function retriesOf({ position, events }: Commit): Promise<Occasion[]> {
    const found: Occasion[] = [];
    for (const { type: kind, data } of events) {
      if (kind !== policyEvents.retried) continue;
      const parked = data as unknown as ParkedReaction;
      const { type, stream } = parked;
      // Its reactor starts again from there as a whole.
      if (parked.stops) continue;
      const reactor = reactors.of(type).find(({ name }) => name === parked.policy);
      // It is no more: nobody is left who would want it.
      if (reactor === undefined || position <= (positions[parked.policy] ?? 0)) continue;
      const [at = 0] = parked.event.split('-').map(Number);
      const [commit] = (await log.read(stream, { after: at - 1 })).commits;
      const event = commit?.events.find(({ id }) => id === parked.event);
      if (commit !== undefined && event !== undefined) found.push({ reactor, commit, event, type, parked });
    }
    return found;
  }

  for await (const item of log.subscribe({ after: from, filter: service.filter }, signal)) {
    if (item.kind === 'progress') {
      watermark.seen(item.position);
      options.onProgress(watermark);
      continue;
    }
    const { commit } = item;
    if (commit.stream === options.stateStream) options.onStateCommit(commit);
    if (isContract(commit) && (await isReadableNow(commit)) && !signal.aborted) options.onReadable();
    watermark.open(commit.position);
    watermark.seen(commit.position);
    for (const occasion of await occasionsOf(commit)) {
      await folded(occasion.commit.position, signal);
      await openable(occasion.commit);
      if (signal.aborted) break;
      options.onWork(commit.position);
      await react(occasion, commit.position);
    }
    if (signal.aborted) break;
    finish(commit.position);
    while (watermark.openCount >= parallel && !signal.aborted) {
      await new Promise<void>((resolve) => {
        wake = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }
  if (failure !== undefined && !ending.aborted) throw failure;
}
