/** What people may do about parked reactions, those included that a policy stands still before. It is recorded; whichever replica owns the policies carries it out. */
import type { EventLog, JsonObject } from '@tessera/event-log';
import { emptyPolicyState, policyEvents, policyStateStream, topUp, type ParkedReaction } from './policy-state.ts';

export interface ParkedReactions {
  list(): Promise<readonly ParkedReaction[]>;
  /** To be carried out after all, from where it stopped: with the same command id, so never twice. False: not parked. */
  retry(id: string): Promise<boolean>;
  /** Not to be carried out; `reason` is recorded. False: not parked. */
  drop(id: string, reason?: string): Promise<boolean>;
}

/** @param runner `runner`: the policies'; `effects`: the effects'. */
export function parkedReactions(
  log: EventLog,
  service: string,
  runner: 'runner' | 'effects' = 'runner',
): ParkedReactions {
  const stream = policyStateStream(service, runner);

  async function settle(id: string, record: (parked: ParkedReaction) => { type: string; data: object }) {
    const state = emptyPolicyState();
    for (;;) {
      await topUp(state, log, stream);
      const parked = state.parked.find((each) => each.id === id);
      if (parked === undefined) return false;
      const { type, data } = record(parked);
      // Two people at once: the second finds it gone.
      const result = await log.append(stream, [{ type, data: data as JsonObject }], { expect: state.version });
      if (result.ok) return true;
    }
  }

  return {
    async list() {
      const state = emptyPolicyState();
      await topUp(state, log, stream);
      return state.parked;
    },
    retry: (id) => settle(id, (parked) => ({ type: policyEvents.retried, data: parked })),
    drop: (id, reason) =>
      settle(id, () => ({ type: policyEvents.dropped, data: { id, ...(reason === undefined ? {} : { reason }) } })),
  };
}
