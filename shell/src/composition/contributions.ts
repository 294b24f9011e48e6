/** What the live apps contribute, together, for one person. */
import type { PageRoute } from '@tessera/app-kit/host';
import type { CommandContribution, Composition, ModuleLive, NavigationContribution, User } from '@tessera/contracts';

const appsOf = ({ modules }: Composition): ModuleLive[] =>
  Object.values(modules).sort((a, b) => (a.module < b.module ? -1 : 1));

export function routesOf(composition: Composition): PageRoute[] {
  return appsOf(composition).flatMap(({ module, contributions }) =>
    contributions.routes.map((route) => ({ ...route, app: module })),
  );
}

export interface NavigationGroup {
  readonly label: string;
  readonly entries: readonly (NavigationContribution & { readonly app: string })[];
}

/** Grouped by the job to be done; entries by their order, groups by their first entry. */
export function navigationOf(composition: Composition, user: User | null): NavigationGroup[] {
  const entries = appsOf(composition)
    .flatMap(({ module, contributions }) => contributions.navigation.map((entry) => ({ ...entry, app: module })))
    .filter((entry) => isFor(user, entry.roles))
    .sort((a, b) => (a.order ?? 1000) - (b.order ?? 1000) || a.label.localeCompare(b.label));
  const labels = [...new Set(entries.map(({ group }) => group))];
  return labels.map((label) => ({ label, entries: entries.filter(({ group }) => group === label) }));
}

export function commandsOf(
  composition: Composition,
  user: User | null,
): (CommandContribution & { readonly app: string })[] {
  return appsOf(composition)
    .flatMap(({ module, contributions }) => contributions.commands.map((command) => ({ ...command, app: module })))
    .filter((command) => isFor(user, command.roles));
}

/** The apps that fill a slot. */
export function fillersOf(composition: Composition, slot: string): ModuleLive[] {
  return appsOf(composition).filter(({ contributions }) => contributions.slots.fills.includes(slot));
}

/** Whose parts may be on an app's page: its own, those of the apps that fill its slots, and so on into their slots. */
export function partsOf(composition: Composition, app: string): ReadonlySet<string> {
  const parts = new Set([app]);
  // A set is walked on into what is added meanwhile.
  for (const module of parts)
    for (const slot of composition.modules[module]?.contributions.slots.offers ?? [])
      for (const filler of fillersOf(composition, slot)) parts.add(filler.module);
  return parts;
}

/** The entry of the navigation a page belongs to: the longest path that leads to it. */
export function currentEntry(groups: readonly NavigationGroup[], path: string): string | undefined {
  return groups
    .flatMap(({ entries }) => entries.map(({ to }) => to))
    .filter((to) => path === to || path.startsWith(`${to}/`))
    .sort((a, b) => b.length - a.length)[0];
}

/** Whether something that is for these roles is for this person. */
export const isFor = (user: User | null, roles: readonly string[] | undefined): boolean =>
  roles === undefined || roles.some((role) => user?.roles.includes(role));
