/** Which release of a shared library the page, the shell and each app run with: of what is live, by the ranges they say. */
import { packageOf } from '@tessera/contracts/gate';
import { librariesFor, librariesOfPage } from '@tessera/contracts/libraries';
import type { AppManifest, LibraryManifest, ShellManifest } from '@tessera/contracts';
import type { ResolvedComposition } from './resolve.ts';

export interface LibrariesOfPage {
  /** What a bare specifier means on the page: the newest of each library, unless the shell brings it. */
  readonly page: readonly LibraryManifest[];
  /** What the shell itself runs with. */
  readonly own: readonly LibraryManifest[];
  /** Everything that something live runs with, the shell's own first. */
  readonly all: readonly LibraryManifest[];
  /** What a release runs with, whether it is live or stands in for one that is. */
  of(manifest: AppManifest | ShellManifest): readonly LibraryManifest[];
}

const made = new WeakMap<ResolvedComposition, LibrariesOfPage>();

export function librariesIn(resolved: ResolvedComposition): LibrariesOfPage {
  const known = made.get(resolved) ?? find(resolved);
  made.set(resolved, known);
  return known;
}

function find({ shell, apps, libraries }: ResolvedComposition): LibrariesOfPage {
  const frame = shell?.manifest.contract.provides ?? {};
  const live = libraries.map(({ manifest }) => manifest);
  const offered = live.map((manifest) => ({
    manifest,
    module: manifest.module,
    version: manifest.version,
    provides: manifest.contract.provides,
  }));
  const page = librariesOfPage(frame, offered).map(({ manifest }) => manifest);

  const of = ({ contract: { shared } }: AppManifest | ShellManifest): LibraryManifest[] => {
    const chosen = librariesFor(shared, frame, offered).map(({ manifest }) => manifest);
    const said = new Set(Object.keys(shared));
    // What it says nothing of it may import all the same: then it gets what the page has.
    const unsaid = page.filter(
      ({ contract }) => !Object.keys(contract.provides).some((name) => said.has(packageOf(name))),
    );
    return [...chosen, ...unsaid];
  };
  const own = shell === undefined ? [] : of(shell.manifest);
  const used = apps.flatMap(({ manifest, previous }) => [manifest, ...(previous ? [previous] : [])]).flatMap(of);
  return { page, own, all: [...new Set([...own, ...page, ...used])], of };
}

/** As compositions and import maps name a release. */
export const nameOf = ({ module, version }: LibraryManifest): string => `${module}@${version}`;
