/**
 * Which releases this tab runs. What is live is the gateway's to say; when an open tab goes over to it is the app's
 * (`updates`): at the next navigation, when the person agrees, or only with a new document. Two things overrule the app: a
 * release that was killed is left at once, and one that has been outdated for long is left at the next navigation.
 */
import type { Composition, ModuleLive } from '@tessera/contracts';
import type { CompositionStore } from './composition-store.ts';

export interface RunningModules {
  /** What is live, but for the modules that stay where they are. The same object until something changes. */
  readonly now: () => Composition;
  readonly module: (name: string) => ModuleLive | undefined;
  readonly onChange: (listener: () => void) => () => void;
  /** The page loads this module now: what `module` answers is what runs from here on. */
  take(name: string): ModuleLive | undefined;
  /** What runs here, `module` → version; what was never loaded does not. */
  readonly versions: () => ReadonlyMap<string, string>;
  /** Modules whose newer release waits for the person to agree. */
  readonly waiting: () => readonly ModuleLive[];
  /** The person agrees to the newer release of a module. */
  agree(name: string): void;
}

export interface RunningModulesOptions {
  /** What is live, as the gateway says. */
  readonly live: CompositionStore;
  /** How long a tab may stay on an outdated release. */
  readonly mustSwitchAfterMs: number;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
  /** Up to when this tab knew what is live. @default the present */
  readonly lastHeard?: () => number;
}

interface Running {
  readonly release: ModuleLive;
  /** Since when it is not what is live. */
  outdatedSince: number | undefined;
  agreed: boolean;
}

export function createRunningModules(options: RunningModulesOptions): RunningModules {
  const { live, mustSwitchAfterMs, clock = Date.now, lastHeard = clock } = options;
  const running = new Map<string, Running>();
  const listeners = new Set<() => void>();
  let now = live.now();
  let waiting: readonly ModuleLive[] = [];

  /** Whether the tab keeps what it runs of this module although something else is live. */
  function stays({ release, outdatedSince, agreed }: Running, next: ModuleLive): boolean {
    if (release.version === next.version || agreed) return false;
    if (next.killed?.includes(release.version)) return false;
    if ((release.contributions.updates ?? 'allow') === 'allow') return false;
    return outdatedSince === undefined || clock() - outdatedSince < mustSwitchAfterMs;
  }

  function choose(next: ModuleLive): ModuleLive {
    const known = running.get(next.module);
    return known !== undefined && stays(known, next) ? known.release : next;
  }

  function update(): void {
    const { modules, ...rest } = live.now();
    for (const [name, known] of running) {
      const next = Object.hasOwn(modules, name) ? modules[name] : undefined;
      known.outdatedSince =
        next === undefined || next.version === known.release.version ? undefined : (known.outdatedSince ?? lastHeard());
    }
    const chosen = Object.entries(modules).map(([name, next]) => [name, choose(next)] as const);
    now = { ...rest, modules: Object.fromEntries(chosen) };
    waiting = chosen
      .filter(
        ([name, { version, contributions }]) => version !== modules[name]?.version && contributions.updates === 'ask',
      )
      .map(([name]) => modules[name]!);
    for (const listener of [...listeners]) listener();
  }
  live.onChange(update);

  const own = (name: string): ModuleLive | undefined =>
    Object.hasOwn(now.modules, name) ? now.modules[name] : undefined;

  return {
    now: () => now,
    module: own,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    take(name) {
      const before = running.get(name);
      // Time has passed since the last change: by now it may have to switch.
      const next = live.module(name);
      if (before !== undefined && next !== undefined && own(name) !== choose(next)) update();
      const release = own(name);
      if (release !== undefined && before?.release.version !== release.version)
        running.set(name, { release, outdatedSince: undefined, agreed: false });
      return release;
    },
    versions: () => new Map([...running].map(([name, { release }]) => [name, release.version])),
    waiting: () => waiting,
    agree(name) {
      const known = running.get(name);
      if (known === undefined) return;
      known.agreed = true;
      update();
    },
  };
}
