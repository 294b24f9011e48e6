import type { GivenEvent } from '@tessera/service-kit';

/** A situation as a list of events, oldest first; what a service's `scenarios/index.ts` lists. */
export interface Scenario {
  /** kebab-case; what tests and links select it by. */
  readonly name: string;
  /** For people: what is going on. */
  readonly title: string;
  readonly events: readonly GivenEvent[];
}

/** One list, or the lists of several services. */
export type Scenarios = readonly (Scenario | readonly Scenario[])[];

/**
 * By name. Services tell the same story in parts: scenarios of one name are one scenario, its events in the order of the
 * lists.
 */
export function joinScenarios(lists: Scenarios): ReadonlyMap<string, Scenario> {
  const joined = new Map<string, Scenario>();
  for (const each of lists.flat()) {
    const known = joined.get(each.name);
    joined.set(each.name, known === undefined ? each : { ...known, events: [...known.events, ...each.events] });
  }
  return joined;
}
