/** What is live, as this page knows it: from its boot data, later from `/composition.json`. */
import type { Composition, Frame, ModuleLive } from '@tessera/contracts';

export interface CompositionStore {
  readonly now: () => Composition;
  readonly module: (name: string) => ModuleLive | undefined;
  /** Called after each change. The answer stops it. */
  readonly onChange: (listener: () => void) => () => void;
  set(composition: Composition): void;
}

export function createCompositionStore(first: Composition): CompositionStore {
  let now = first;
  const listeners = new Set<() => void>();
  return {
    now: () => now,
    module: (name) => (Object.hasOwn(now.modules, name) ? now.modules[name] : undefined),
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    set(composition) {
      const same = sameReleases(now, composition);
      // The same releases under a newer revision: nothing to tell anybody, but it is what is known.
      now = same ? { ...now, revision: composition.revision } : composition;
      if (same) return;
      for (const listener of [...listeners]) listener();
    },
  };
}

/** The shell's release and those of every library on the page. */
export function partsOfFrame({ version, libraries = [] }: Frame): string[] {
  return [`shell@${version}`, ...libraries.map((library) => `${library.module}@${library.version}`)];
}

function sameReleases(a: Composition, b: Composition): boolean {
  return JSON.stringify(releasesOf(a)) === JSON.stringify(releasesOf(b));
}

/** `module@version` of everything, fallbacks and what was killed included; and whether that is all. */
function releasesOf({ frame, modules, partial }: Composition): string[] {
  const apps = Object.values(modules).map(
    ({ module, version, previous, killed = [] }) => `${module}@${version}<${previous?.version ?? ''}!${killed.join()}`,
  );
  return [...partsOfFrame(frame), `!${frame.killed?.join() ?? ''}`, partial ? 'and more' : 'all', ...apps.sort()];
}
