/**
 * How an erasure stands in the log: one stream per subject, `ev.privacy.subject.<hash>`, with one event. The log says
 * that it was decided; every replica that reads it carries it out, whether or not somebody else has.
 */
import { streamName, type Commit, type EventLog, type Position } from '@tessera/event-log';
import { sha256 } from '../world/sha256.ts';
import type { KeyVault } from './key-vault.ts';

/** No service may have this name. */
export const privacyService = 'privacy';
export const erasureFilter = `ev.${privacyService}.subject.*`;
export const subjectErased = 'SubjectErased';

const prefix = `ev.${privacyService}.`;

/** The subject's id may hold characters that a stream's name must not. */
export function erasureStream(subject: string): string {
  return streamName(privacyService, 'subject', sha256(subject).slice(0, 40));
}

export function isErasure({ stream }: Commit): boolean {
  return stream.startsWith(prefix);
}

export function erasedSubjects(commit: Commit): string[] {
  if (!isErasure(commit)) return [];
  return commit.events.flatMap(({ type, data }) =>
    type === subjectErased && typeof data['subject'] === 'string' ? [data['subject']] : [],
  );
}

export interface ErasureRequest {
  readonly subject: string;
  /** Why, in one word (`request`, `retention`); a sentence could hold what is to be forgotten. */
  readonly reason?: string | undefined;
  readonly time?: string;
}

/** Records the decision; recorded before, it answers the first one's position. */
export async function recordErasure(log: EventLog, { subject, reason, time }: ErasureRequest): Promise<Position> {
  const data = { subject, ...(reason === undefined ? {} : { reason }) };
  const result = await log.append(erasureStream(subject), [{ type: subjectErased, data }], {
    commandId: 'erase',
    ...(time === undefined ? {} : { time }),
  });
  if (!result.ok) throw new Error(`The erasure of "${subject}" was not recorded: its stream is at another position.`);
  return result.commit.position;
}

/**
 * Carries out what the log has recorded and this vault has not done yet: after a crash between the two, and after older
 * keys were restored. Answers up to where that was.
 */
export async function carryOutErasures(log: EventLog, vault: KeyVault): Promise<Position> {
  const head = await log.head();
  const after = vault.carriedOut(log.epoch);
  if (after >= head) return head;
  const reading = new AbortController();
  for await (const item of log.subscribe({ after, filter: [erasureFilter] }, reading.signal)) {
    if (item.kind === 'commit') for (const subject of erasedSubjects(item.commit)) await vault.erase(subject);
    const position = item.kind === 'commit' ? item.commit.position : item.position;
    if (position >= head) break;
  }
  reading.abort();
  vault.noteCarriedOut(log.epoch, head);
  return head;
}
