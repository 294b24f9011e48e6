/**
 * Runs a service's policies from where they stopped: independent commands side by side, those for one stream in the order
 * of the events. Nothing is skipped silently: what fails for good is parked in the log before its position counts as done.
 */
import type { Commit, EventLog, Position, RecordedEvent } from '@tessera/event-log';
import type { LookUp } from '../../definition/policy.ts';
import type { CommandEngine } from '../command/command-engine.ts';
import { createKeyedQueue } from '../command/keyed-queue.ts';
import type { CompiledPolicy, CompiledService } from '../compiled-service.ts';
import { toOccurrence } from '../occurrence.ts';
import type { ParkedReaction } from './policy-state.ts';
import { carryOut, reactionId, reactionsOf } from './reaction.ts';
import { createWatermark, type Watermark } from './watermark.ts';

/** Commands in flight at once. */
const parallel = 64;

export interface OwnerOptions {
  readonly service: CompiledService;
  readonly log: EventLog;
  readonly engine: CommandEngine;
  readonly docs: LookUp;
  /** Resolves once the position is folded: a policy sees at least the documents its event led to. */
  readonly folded: (position: Position, signal: AbortSignal) => Promise<void>;
  /** Policy → position after which it starts. */
  readonly positions: Readonly<Record<string, Position>>;
  readonly park: (reaction: ParkedReaction) => Promise<void>;
  /** A commit of the state stream: somebody took over, or our own progress. */
  readonly onStateCommit: (commit: Commit) => void;
  readonly stateStream: string;
  /** There was something to react to. */
  readonly onWork: () => void;
  readonly onProgress: (watermark: Watermark) => void;
}

export async function runAsOwner(options: OwnerOptions, signal: AbortSignal): Promise<void> {
  const { service, log, engine, docs, folded, positions, park } = options;
  const from = Math.min(...Object.values(positions));
  const watermark = createWatermark(from);
  const targets = createKeyedQueue();
  let wake: (() => void) | undefined;

  const finish = (position: Position): void => {
    watermark.done(position);
    wake?.();
    options.onProgress(watermark);
  };

  async function react(policy: CompiledPolicy, commit: Commit, event: RecordedEvent, type: string): Promise<void> {
    const parked = { policy: policy.name, event: event.id, type, stream: commit.stream };
    let sent;
    try {
      sent = reactionsOf(
        policy,
        docs,
        toOccurrence(commit, event, log.epoch, type, service.dataOf(type, event, commit)),
      );
    } catch (error) {
      await park({ ...parked, reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
      return;
    }
    for (const [index, each] of sent.entries()) {
      watermark.open(commit.position);
      const source = { commit, eventId: event.id, commandId: reactionId(policy.name, event.id, index) };
      const command = `${each.stream}/${each.id}.${each.command}`;
      void targets
        .run(`${each.stream} ${each.id}`, async () => {
          const outcome = await carryOut(engine, each, source, signal);
          if (!outcome.done && !signal.aborted) await park({ ...parked, command, reason: outcome.reason });
        })
        .then(
          // Stopped in the middle: its position stays open, so that whoever goes on repeats it.
          () => (signal.aborted ? undefined : finish(commit.position)),
          // It could not even be parked: the position stays open and is repeated by the next run.
          () => undefined,
        );
    }
  }

  for await (const item of log.subscribe({ after: from, filter: service.filter }, signal)) {
    if (item.kind === 'progress') {
      watermark.seen(item.position);
      options.onProgress(watermark);
      continue;
    }
    const { commit } = item;
    if (commit.stream === options.stateStream) options.onStateCommit(commit);
    watermark.open(commit.position);
    watermark.seen(commit.position);
    for (const event of commit.events) {
      const type = service.nameOf(commit, event);
      const interested = (type === undefined ? undefined : service.policiesOf.get(type)) ?? [];
      for (const policy of interested) {
        if (commit.position <= (positions[policy.name] ?? 0)) continue;
        await folded(commit.position, signal);
        if (signal.aborted) return;
        options.onWork();
        await react(policy, commit, event, type!);
      }
    }
    finish(commit.position);
    while (watermark.openCount >= parallel && !signal.aborted) {
      await new Promise<void>((resolve) => {
        wake = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }
}
