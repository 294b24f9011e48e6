/** What one gateway last said of the releases of services that it sends everybody's requests to. */
import { command } from '@tessera/service-kit';
import { z } from 'zod';
import { secondsBetween } from '../calendar.ts';
import { servedService, type ServedService } from '../events.ts';
import { emit, stream } from '../vocabulary.ts';
import { mayReport, notTheGateway } from '../who-may.ts';

export interface ServingState {
  readonly services: readonly ServedService[];
  /** When it was recorded; null: never. */
  readonly at: string | null;
}

/** Seconds after which the same report is recorded once more, so that the gate goes on believing it. */
const again = 30;

const report = command(
  z.object({ environment: z.string(), gateway: z.string(), services: z.array(servedService) }),
  (state: ServingState, { environment, gateway, services }, ctx) => {
    if (!mayReport(ctx.user)) return notTheGateway('which releases of services it asks');
    const sorted = [...services].sort((a, b) => (a.module < b.module ? -1 : 1));
    const changed = JSON.stringify(sorted) !== JSON.stringify(state.services);
    const since = state.at === null ? Infinity : secondsBetween(state.at, ctx.now());
    // A clock that went back says nothing about how long ago it was.
    if (!changed && since >= 0 && since < again) return [];
    return [emit('ServingReported', { environment, gateway, services: sorted })];
  },
);

export const serving = stream<ServingState>({
  initial: { services: [], at: null },
  evolve: { ServingReported: (_state, { data: { services }, time }) => ({ services, at: time }) },
  decide: { report },
});
