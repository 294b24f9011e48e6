/**
 * What a release would do about events, found out without doing any of it. Policies and effects are pure functions of
 * documents and event: they are asked, their commands' inputs are checked, and nothing is sent, recorded or leased. So a
 * canary, whose policies nobody carries out, can be judged by them before they are everybody's.
 *
 * What it does not know: what the streams would have decided. That depends on what has been recorded by then.
 */
import type { Commit, EventLog, Position, RecordedEvent } from '@tessera/event-log';
import type { LookUp } from '../../definition/policy.ts';
import type { CompiledService } from '../compiled-service.ts';
import { toOccurrence } from '../occurrence.ts';
import { pause } from './pause.ts';
import { reasonOf } from './reaction.ts';
import type { Reactor, Reactors } from './reactor.ts';
import { unreadBy } from './unread-by.ts';

/** Since it was asked before. */
export interface RehearsedCounts {
  /** One for each event and each policy or effect that reacts to it. */
  readonly reactions: number;
  /** Of `reactions`: it threw, what it wanted can be done in no case, or it would stand still before the event. */
  readonly failed: number;
}

export interface FailedRehearsal {
  /** The policy or effect. */
  readonly reactor: string;
  readonly event: string;
  readonly reason: string;
}

export interface RehearsalOptions {
  readonly service: CompiledService;
  readonly log: EventLog;
  readonly reactors: readonly Reactors[];
  readonly docs: LookUp;
  /** Resolves once the position is folded, or the signal aborts. */
  readonly folded: (position: Position, signal: AbortSignal) => Promise<void>;
  readonly onFailed: (failed: FailedRehearsal) => void;
  /** The log or the keys fail; it goes on when they are back. */
  readonly onFailure: (error: unknown) => void;
}

export interface Rehearsal {
  take(): RehearsedCounts;
  /** Resolves when the signal has aborted and nothing is asked any more. */
  readonly ended: Promise<void>;
}

/** With what happens from now on. */
export function startRehearsal(options: RehearsalOptions, signal: AbortSignal): Rehearsal {
  const { service, log, docs, folded, onFailed, onFailure } = options;
  let reactions = 0;
  let failed = 0;

  function note(reactor: Reactor, event: RecordedEvent, reason: string | undefined): void {
    reactions += 1;
    if (reason === undefined) return;
    failed += 1;
    onFailed({ reactor: reactor.name, event: event.id, reason });
  }

  function rehearse(reactor: Reactor, commit: Commit, event: RecordedEvent, type: string): string | undefined {
    try {
      const data = service.dataOf(type, event, commit);
      const steps = reactor.stepsOf(toOccurrence(commit, event, log.epoch, type, data), docs);
      return steps.map((step) => step.check?.()).find((reason) => reason !== undefined);
    } catch (error) {
      return reasonOf(error);
    }
  }

  async function meet(commit: Commit): Promise<void> {
    await folded(commit.position, signal);
    if (signal.aborted) return;
    if (!service.isOpenable(commit)) await service.fetchKeys(commit);
    for (const reactors of options.reactors) {
      const unread = unreadBy(service, reactors, commit);
      for (const { reactor, event, why, stops } of unread) if (stops) note(reactor, event, why.message);
      for (const event of commit.events) {
        const type = service.nameOf(commit, event);
        if (type === undefined || unread.some((each) => each.event === event)) continue;
        for (const reactor of reactors.of(type)) note(reactor, event, rehearse(reactor, commit, event, type));
      }
    }
  }

  async function run(): Promise<void> {
    let after: Position | undefined;
    for (let delay = 100; !signal.aborted; delay = Math.min(delay * 2, 5_000)) {
      try {
        after ??= await log.head();
        for await (const item of log.subscribe({ after, filter: service.filter }, signal)) {
          if (item.kind === 'commit') await meet(item.commit);
          after = item.kind === 'commit' ? item.commit.position : item.position;
          delay = 100;
        }
      } catch (error) {
        if (signal.aborted) return;
        onFailure(error);
      }
      await pause(delay, signal);
    }
  }

  return {
    take() {
      const taken = { reactions, failed };
      reactions = 0;
      failed = 0;
      return taken;
    },
    ended: run(),
  };
}
