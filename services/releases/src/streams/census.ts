/** What one gateway last said of its open tabs. Heartbeats come often; what is recorded is what changed. */
import { command } from '@tessera/service-kit';
import { z } from 'zod';
import { secondsBetween } from '../calendar.ts';
import { tabCount, type TabCount } from '../events.ts';
import { tabsCountFor } from '../projections/census.ts';
import { mayReport, notTheGateway } from '../who-may.ts';
import { emit, stream } from '../vocabulary.ts';

export interface CensusState {
  readonly tabs: readonly TabCount[];
  readonly mustSwitchHours: number | undefined;
  /** When it was recorded; null: never. */
  readonly at: string | null;
}

/** Seconds between two recorded reports, at least; what changes faster is in the next one. */
export const soonest = 60;
/** Seconds after which an unchanged report is recorded all the same, so that tabs that stay do not grow old. */
export const latest = 3_600;

const report = command(
  z.object({
    environment: z.string(),
    gateway: z.string(),
    tabs: z.array(tabCount),
    mustSwitchHours: z.number().positive().optional(),
  }),
  (state: CensusState, { tabs, ...about }, ctx) => {
    if (!mayReport(ctx.user)) return notTheGateway('which releases open tabs run');
    const sorted = [...tabs].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    const since = state.at === null ? Infinity : secondsBetween(state.at, ctx.now());
    // Without tabs there is nobody whom the hours are about.
    const isSet = sorted.length === 0 || about.mustSwitchHours === state.mustSwitchHours;
    const changed = !isSet || JSON.stringify(sorted) !== JSON.stringify(state.tabs);
    // A clock that went back says nothing about how long ago it was.
    if (since >= 0 && since < (changed ? soonest : latest)) return [];
    if (!changed && sorted.length === 0) return [];
    return [emit('CensusReported', { ...about, tabs: sorted })];
  },
);

/** Another gateway's word that this one has been silent for so long that nothing it said counts: it has ended. A late report is one like any other. */
const forget = command(z.object({ environment: z.string(), gateway: z.string() }), (state: CensusState, about, ctx) => {
  if (!mayReport(ctx.user)) return notTheGateway('which releases open tabs run');
  if (state.at === null || secondsBetween(state.at, ctx.now()) < tabsCountFor) return [];
  return [emit('CensusReported', { ...about, tabs: [] })];
});

export const census = stream<CensusState>({
  initial: { tabs: [], mustSwitchHours: undefined, at: null },
  evolve: {
    CensusReported: (_state, { data: { tabs, mustSwitchHours }, time }) => ({ tabs, mustSwitchHours, at: time }),
  },
  decide: { report, forget },
});

const keyOf = ({ module, version }: TabCount): string => `${module}@${version}`;
