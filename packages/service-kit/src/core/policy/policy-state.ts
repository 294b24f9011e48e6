/**
 * The state of a service's policies, kept in the log on one stream: who runs them until when (lease with term), how far
 * each has come, and what was parked. The lease only saves work: commands carry ids derived from what they react to.
 */
import { streamName, type Commit, type EventLog, type Position } from '@tessera/event-log';
import { policyStreamType } from '../qualified-stream.ts';

export interface ParkedReaction {
  /** What `retry` and `drop` take. The command's id, or made like one when the policy itself failed. */
  readonly id: string;
  readonly policy: string;
  /** The event reacted to. */
  readonly event: string;
  readonly type: string;
  readonly stream: string;
  /** `<stream>/<id>.<command>`; absent when the policy itself failed. */
  readonly command?: string;
  /** Which of the reaction's commands; absent when the policy itself failed. */
  readonly index?: number;
  readonly reason: string;
  /** How often it was parked, this time included. */
  readonly times: number;
  /** The policy has not been written for the event, and stands still before it: what comes after waits, too. */
  readonly stops?: true;
}

export interface PolicyState {
  /** The state stream's own version. */
  version: Position;
  term: number;
  owner: string;
  /** How long the owner's word holds, milliseconds from when it was seen; 0: the lease is free. */
  lasts: number;
  /** Policy → position up to which it has reacted to everything. */
  positions: Readonly<Record<string, Position>>;
  readonly parked: ParkedReaction[];
  /** Ids of what policies stood still before, and are to leave out. */
  readonly skipped: Set<string>;
}

export interface Progress {
  readonly term: number;
  readonly owner: string;
  /** ISO 8601, by the owner's clock: only its distance from the commit's time, made by the same clock, means something. */
  readonly until: string;
  readonly positions: Readonly<Record<string, Position>>;
}

export const policyEvents = {
  progress: 'PolicyProgress',
  parked: 'PolicyParked',
  /** Somebody wants a parked reaction carried out after all; its data is the parked reaction. */
  retried: 'PolicyRetried',
  /** Somebody decided that a parked reaction is not to be carried out: `{id}`. */
  dropped: 'PolicyDropped',
} as const;

/** However long an owner claims its lease to be. */
const longestLeaseMs = 10 * 60_000;

/** @param runner What runs: `runner` for policies, `effects` for effects. */
export function policyStateStream(service: string, runner = 'runner'): string {
  return streamName(service, policyStreamType, runner);
}

export function emptyPolicyState(): PolicyState {
  return { version: 0, term: 0, owner: '', lasts: 0, positions: {}, parked: [], skipped: new Set() };
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
    if (type === policyEvents.parked) {
      forget(state, data['id'] as string);
      state.parked.push(data as unknown as ParkedReaction);
    }
    if (type === policyEvents.dropped && state.parked.some(({ id, stops }) => stops && id === data['id'])) {
      state.skipped.add(data['id'] as string);
    }
    if (type === policyEvents.retried || type === policyEvents.dropped) forget(state, data['id'] as string);
    if (type !== policyEvents.progress) continue;
    const { term, owner, until, positions } = data as unknown as Progress;
    const lasts = Math.min(Math.max(0, Date.parse(until) - Date.parse(commit.time)), longestLeaseMs) || 0;
    if (term < state.term) continue;
    Object.assign(state, { term, owner, lasts, positions });
    // A release that could read what another stood still before has gone past it.
    const past = state.parked.filter(
      ({ stops, event, policy }) => stops && positionOf(event) <= (positions[policy] ?? 0),
    );
    for (const { id } of past) forget(state, id);
  }
}

function positionOf(event: string): Position {
  return Number(event.slice(0, event.indexOf('-')));
}

function forget({ parked }: PolicyState, id: string): void {
  const at = parked.findIndex((each) => each.id === id);
  if (at >= 0) parked.splice(at, 1);
}
