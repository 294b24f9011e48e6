/** From one event and one policy to commands, and each command to its end: carried out, or parked with the reason. */
import { isLogError } from '@tessera/event-log';
import type { Occurrence } from '../../definition/event.ts';
import type { LookUp, Sent } from '../../definition/policy.ts';
import type { CommandEngine } from '../command/command-engine.ts';
import type { CompiledPolicy } from '../compiled-service.ts';
import { KeysUnavailable } from '../privacy/key-vault.ts';
import { sha256 } from '../world/sha256.ts';
import { pause } from './pause.ts';
import { stopped, type StepOutcome, type StepSource } from './reactor.ts';

/** Waits between attempts, milliseconds. What fails for good is parked after the last. */
const delays = [10, 50, 200, 800, 2_000];

const outages = ['LOG_BUSY', 'LOG_UNREACHABLE', 'LOG_UNAVAILABLE', 'LOG_FULL', 'LOG_IO'] as const;

/** Failures of the log and of the keys end some day, and nothing could be parked meanwhile: they are never given up on. */
export function isOutage(error: unknown): boolean {
  return error instanceof KeysUnavailable || outages.some((code) => isLogError(error, code));
}

/** What a reaction's commands are about. */
export interface ReactionSource extends StepSource {
  /** The time its commands take for now; absent: the clock's. */
  readonly now?: string;
}

/** What the policy wants done about the event. Throws what the policy throws. */
export function reactionsOf(policy: CompiledPolicy, docs: LookUp, occurrence: Occurrence): readonly Sent[] {
  const reaction = policy.definition.then(docs, occurrence);
  if (reaction === null || reaction === undefined) return [];
  return Array.isArray(reaction) ? (reaction as readonly Sent[]) : [reaction as Sent];
}

/** The same event, policy and place in its reaction always give the same id: repeating changes nothing. */
export function reactionId(policy: string, eventId: string, index: number): string {
  return sha256(`${policy} ${eventId} ${index}`);
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

export async function carryOut(
  engine: CommandEngine,
  sent: Sent,
  source: ReactionSource,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const { commit, eventId, id: commandId, now, still } = source;
  const { correlationId, traceparent } = commit.meta;
  for (let attempt = 0; !signal.aborted;) {
    let reason: string;
    try {
      const result = await engine.execute({
        stream: sent.stream,
        id: sent.id,
        name: sent.command,
        input: sent.input,
        commandId,
        user: null,
        still,
        ...(now === undefined ? {} : { now }),
        meta: {
          causationId: eventId,
          ...(correlationId === undefined ? {} : { correlationId }),
          ...(traceparent === undefined ? {} : { traceparent }),
        },
      });
      if (result.ok) return { done: true };
      if (result.problem.code === 'SUPERSEDED') return stopped;
      reason = `${result.problem.code}: ${result.problem.message}`;
      // A refusal is the stream's decision: asking again would get the same answer.
      if (result.problem.code !== 'CONFLICT') return { done: false, reason };
    } catch (error) {
      reason = reasonOf(error);
      if (isOutage(error)) attempt = Math.min(attempt, delays.length - 2);
    }
    const delay = delays[attempt];
    if (delay === undefined) return { done: false, reason };
    attempt += 1;
    await pause(delay, signal);
  }
  return stopped;
}
