/** What is live, as this page knows it: from its boot data, later from `/composition.json`. */
import type { Composition, ModuleLive } from '@tessera/contracts';

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
      if (sameReleases(now, composition)) return;
      now = composition;
      for (const listener of [...listeners]) listener();
    },
  };
}

function sameReleases(a: Composition, b: Composition): boolean {
  return JSON.stringify(releasesOf(a)) === JSON.stringify(releasesOf(b));
}

/** `module@version` of everything, fallbacks included. */
function releasesOf({ frame, modules }: Composition): string[] {
  const apps = Object.values(modules).map((live) => `${live.module}@${live.version}<${live.previous?.version ?? ''}`);
  return [`frame@${frame.version}`, ...apps.sort()];
}
