/**
 * The released libraries of this page: the frame's own, and what apps bring that run with another major. Every release that
 * was ever live here is remembered, since an open tab may run an app that was made for it.
 */
import type { Frame, LibraryLive } from '@tessera/contracts';

export interface Libraries {
  /** The libraries a release runs with, in full. */
  of(release: { readonly libraries?: readonly string[] | undefined }): readonly LibraryLive[];
  /** Those that this page has loaded, as `shared-ui@1.4.0`. */
  loaded(): ReadonlySet<string>;
  /** A release that runs with these is being loaded. */
  take(libraries: readonly LibraryLive[]): void;
  /** What is live now. */
  see(frame: Frame): void;
  /** Whether a module is one of the page's libraries. */
  has(module: string): boolean;
}

/**
 * @param first the page's own frame
 * @param onTake the page loads one that it had not loaded
 */
export function createLibraries(first: Frame, onTake: () => void = () => undefined): Libraries {
  const known = new Map<string, LibraryLive>();
  const loaded = new Set<string>(first.own);
  const see = ({ libraries = [] }: Frame): void => {
    for (const library of libraries) known.set(idOf(library), library);
  };
  see(first);
  return {
    of: ({ libraries = [] }) => libraries.flatMap((id) => known.get(id) ?? []),
    loaded: () => loaded,
    take(libraries) {
      const before = loaded.size;
      for (const library of libraries) loaded.add(idOf(library));
      if (loaded.size > before) onTake();
    },
    see,
    has: (module) => [...known.values()].some((library) => library.module === module),
  };
}

export const idOf = ({ module, version }: LibraryLive): string => `${module}@${version}`;
