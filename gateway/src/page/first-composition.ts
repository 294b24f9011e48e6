/**
 * How much of the composition stands in the page. All of it, while it is small; beyond the budget what the first page
 * needs: the route's app, and the apps that fill its slots. The shell asks for the rest while the first page loads, so that
 * two hundred apps weigh a page no more than five.
 */
import type { Composition, ModuleLive, User } from '@tessera/contracts';

/** Characters of JSON, hashes included; about a dozen apps of usual size. */
const budget = 48 * 1024;

const sizes = new WeakMap<ModuleLive, number>();

function sizeOf(live: ModuleLive): number {
  const known = sizes.get(live) ?? JSON.stringify(live).length;
  sizes.set(live, known);
  return known;
}

/** @param first the route's app */
export function firstComposition(composition: Composition, first: string | undefined): Composition {
  const all = Object.values(composition.modules);
  if (all.reduce((sum, live) => sum + sizeOf(live), 0) <= budget) return composition;
  const own = all.find(({ module }) => module === first);
  const chosen = own === undefined ? [] : [own];
  let left = budget - (own === undefined ? 0 : sizeOf(own));
  const offers = new Set(own?.contributions.slots.offers);
  for (const live of all) {
    if (live === own || !live.contributions.slots.fills.some((slot) => offers.has(slot))) continue;
    if ((left -= sizeOf(live)) < 0) break;
    chosen.push(live);
  }
  return { ...composition, modules: Object.fromEntries(chosen.map((live) => [live.module, live])), partial: true };
}

/** Whether something that is for these roles is for this person, as the shell sees it. */
export const isFor = (user: User | null, roles: readonly string[] | undefined): boolean =>
  roles === undefined || roles.some((role) => user?.roles.includes(role));

/** Where "/" leads this person: the first entry of their navigation, as the shell orders it. */
export function homeOf(composition: Composition, user: User): string | undefined {
  const entries = Object.values(composition.modules)
    .toSorted((a, b) => (a.module < b.module ? -1 : 1))
    .flatMap(({ contributions }) => contributions.navigation)
    .filter(({ roles }) => isFor(user, roles));
  const [first] = entries.sort((a, b) => (a.order ?? 1000) - (b.order ?? 1000) || a.label.localeCompare(b.label));
  return first?.to;
}
