/**
 * The state of a service's policies, kept in the log on one stream: who runs them until when (lease with term), how far
 * each has come, and what was parked. The lease only saves work: commands carry ids derived from what they react to.
 */
import { streamName, type Commit, type EventLog, type Position } from '@tessera/event-log';
import { policyStreamType } from '../qualified-stream.ts';

export interface ParkedReaction {
  readonly policy: string;
  /** The event reacted to. */
  readonly event: string;
  readonly type: string;
  readonly stream: string;
  /** `<stream>/<id>.<command>`; absent when the policy itself failed. */
  readonly command?: string;
  readonly reason: string;
}

export interface PolicyState {
  /** The state stream's own version. */
  version: Position;
  term: number;
  owner: string;
  /** ISO 8601. */
  until: string;
  /** Policy → position up to which it has reacted to everything. */
  positions: Readonly<Record<string, Position>>;
  readonly parked: ParkedReaction[];
}

export interface Progress {
  readonly term: number;
  readonly owner: string;
  readonly until: string;
  readonly positions: Readonly<Record<string, Position>>;
}

export const policyEvents = { progress: 'PolicyProgress', parked: 'PolicyParked' } as const;

export function policyStateStream(service: string): string {
  return streamName(service, policyStreamType, 'runner');
}

export function emptyPolicyState(): PolicyState {
  return { version: 0, term: 0, owner: '', until: '', positions: {}, parked: [] };
}

/** Brings the state up to date with the log. */
export async function topUp(state: PolicyState, log: EventLog, stream: string): Promise<void> {
  const { commits } = await log.read(stream, { after: state.version });
  for (const commit of commits) applyPolicyCommit(state, commit);
}

export function applyPolicyCommit(state: PolicyState, commit: Commit): void {
  if (commit.position <= state.version) return;
  state.version = commit.position;
  for (const { type, data } of commit.events) {
    if (type === policyEvents.parked) state.parked.push(data as unknown as ParkedReaction);
    if (type !== policyEvents.progress) continue;
    const { term, owner, until, positions } = data as unknown as Progress;
    if (term >= state.term) Object.assign(state, { term, owner, until, positions });
  }
}
