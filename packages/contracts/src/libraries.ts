/** Which release of a shared library an app runs with: the one rule for pages, views and previews. */
import satisfies from 'semver/functions/satisfies.js';
import { packageOf } from './gate/rules/shared.ts';
import { compareVersions } from './names.ts';

/** What offers packages: a frame, or a release of a library. Its specifiers are those of the import map. */
export interface Provider {
  readonly version: string;
  readonly provides: Readonly<Record<string, { readonly version: string }>>;
}

/**
 * Of the libraries that are live, those a release runs with: of each package the newest release that its range takes, unless
 * the frame itself brings what it takes. A release that says nothing of a package gets what the page has anyway.
 * @param shared package → range, as in the release's contract
 * @param frame what the shell brings itself
 * @returns in the order of `libraries`; empty: it needs none
 */
export function librariesFor<Library extends Provider>(
  shared: Readonly<Record<string, string>>,
  frame: Provider['provides'],
  libraries: readonly Library[],
): Library[] {
  const chosen = new Set<Library>();
  for (const [name, range] of Object.entries(shared)) {
    const own = versionOf(frame, name);
    if (own !== undefined && satisfies(own, range)) continue;
    const [newest] = libraries
      .filter(({ provides }) => satisfies(versionOf(provides, name) ?? '', range))
      .sort(newestFirst);
    if (newest !== undefined) chosen.add(newest);
  }
  return libraries.filter((one) => chosen.has(one));
}

/** What the page itself has: the newest of each library that the frame does not bring. */
export function librariesOfPage<Library extends Provider & { readonly module: string }>(
  frame: Provider['provides'],
  libraries: readonly Library[],
): Library[] {
  const newest = new Map<string, Library>();
  for (const one of [...libraries].sort(newestFirst)) {
    if (newest.has(one.module) || Object.keys(one.provides).some((name) => Object.hasOwn(frame, name))) continue;
    newest.set(one.module, one);
  }
  return [...newest.values()];
}

const newestFirst = (a: Provider, b: Provider): number => compareVersions(b.version, a.version);

function versionOf(provides: Provider['provides'], name: string): string | undefined {
  const specifier = Object.hasOwn(provides, name) ? name : Object.keys(provides).find((one) => packageOf(one) === name);
  return specifier === undefined ? undefined : provides[specifier]!.version;
}
