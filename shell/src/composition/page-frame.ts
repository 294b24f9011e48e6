/**
 * The frame of this document: the shell it was made with, and the libraries it has loaded since. Only a document load changes
 * it. Mostly that waits for the person to open another page; a release that was killed is left at once, whatever is on the
 * page. What the document then holds is the gateway's to say: if it is the killed release again (a gateway that is behind),
 * the page stays as it is and says so, until the composition is another one.
 */
import { notify } from '@tessera/app-kit';
import type { Frame } from '@tessera/contracts';
import type { Libraries } from '../load/libraries.ts';
import { partsOfFrame, type CompositionStore } from './composition-store.ts';

export interface FrameRelease {
  readonly module: string;
  readonly version: string;
}

/** `outdated`: something else is live. `killed`: these were killed, and a document load did not help. */
export type FrameState =
  | { readonly kind: 'current' }
  | { readonly kind: 'outdated'; readonly live: string }
  | { readonly kind: 'killed'; readonly ids: readonly string[] };

export interface PageFrame {
  /** The shell's version. */
  readonly version: string;
  /** What this page runs of it. */
  readonly parts: () => readonly FrameRelease[];
  /** Whether a module is part of the frame: the shell, or a library. */
  readonly has: (module: string) => boolean;
  /** The same object until something changes. */
  readonly now: () => FrameState;
  readonly onChange: (listener: () => void) => () => void;
  /** It is not what is live any more, and has been so for so long that nobody is asked. */
  readonly mustSwitch: () => boolean;
  /** Looks again: the page has loaded another library. */
  look(): void;
  close(): void;
}

export interface PageFrameOptions {
  readonly composition: CompositionStore;
  /** What the document was made with. */
  readonly frame: Frame;
  readonly libraries: Pick<Libraries, 'loaded' | 'has'>;
  /** Loads the document anew. */
  readonly reload: () => void;
  /** Outlives the document, and not the tab. Undefined: nothing does, so that nothing is loaded anew by itself. */
  readonly memory: Pick<Storage, 'getItem' | 'setItem'> | undefined;
  /** How long a tab may stay on an outdated frame. */
  readonly mustSwitchAfterMs: number;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
  /** Up to when this tab knew what is live. @default the present */
  readonly lastHeard?: () => number;
}

/** Of the last time this tab left a killed frame. */
interface Left {
  /** The composition that said so. */
  readonly revision: string;
  readonly ids: readonly string[];
}
const leftKey = 'tessera.frame-left';

export function createPageFrame(options: PageFrameOptions): PageFrame {
  const {
    composition,
    frame,
    libraries,
    reload,
    memory,
    mustSwitchAfterMs,
    clock = Date.now,
    lastHeard = clock,
  } = options;
  const listeners = new Set<() => void>();
  let state: FrameState = { kind: 'current' };
  let outdatedSince: number | undefined;
  let leaving = false;

  const running = (): string[] => [`shell@${frame.version}`, ...libraries.loaded()];

  function next(): FrameState {
    const { frame: live, revision } = composition.now();
    const runs = running();
    const killed = runs.filter((id) => live.killed?.includes(id));
    if (killed.length > 0) {
      leaving ||= leave(memory, { revision, ids: killed });
      return leaving ? state : { kind: 'killed', ids: killed };
    }
    const parts = partsOfFrame(live);
    return runs.every((id) => parts.includes(id)) ? { kind: 'current' } : { kind: 'outdated', live: parts.join(' ') };
  }

  function look(): void {
    if (leaving) return;
    const now = next();
    if (leaving) return reload();
    outdatedSince = now.kind === 'outdated' ? (outdatedSince ?? lastHeard()) : undefined;
    if (JSON.stringify(now) === JSON.stringify(state)) return;
    state = now;
    for (const listener of [...listeners]) listener();
  }

  tellWhyItIsNew(memory, running());
  look();
  const stop = composition.onChange(look);
  return {
    version: frame.version,
    parts: () => running().map(releaseOf),
    has: (module) => module === 'shell' || libraries.has(module),
    now: () => state,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    mustSwitch: () => outdatedSince !== undefined && clock() - outdatedSince >= mustSwitchAfterMs,
    look,
    close: stop,
  };
}

function releaseOf(id: string): FrameRelease {
  const at = id.lastIndexOf('@');
  return { module: id.slice(0, at), version: id.slice(at + 1) };
}

/** Whether the document may be loaded anew for this: once per composition, and only where the next one will know of it. */
function leave(memory: PageFrameOptions['memory'], left: Left): boolean {
  try {
    if (memory === undefined || read(memory)?.revision === left.revision) return false;
    memory.setItem(leftKey, JSON.stringify(left));
    return true;
  } catch {
    return false;
  }
}

/** The person has not asked for the document load. */
function tellWhyItIsNew(memory: PageFrameOptions['memory'], runs: readonly string[]): void {
  try {
    const left = memory && read(memory);
    if (left === undefined || left.ids.length === 0 || left.ids.some((id) => runs.includes(id))) return;
    // Said once; that it was left at this composition stays known.
    memory?.setItem(leftKey, JSON.stringify({ ...left, ids: [] }));
    notify({
      tone: 'warning',
      stays: true,
      message: 'This page was loaded anew, since a release it ran was taken back.',
      detail: `${left.ids.join(', ')} is not used any more. Drafts were kept.`,
    });
  } catch {
    // Where nothing can be kept, nothing was left.
  }
}

function read(memory: Pick<Storage, 'getItem'>): Left | undefined {
  const text = memory.getItem(leftKey);
  return text === null ? undefined : (JSON.parse(text) as Left);
}

/** Storage may be forbidden. */
export function memoryOfTab(): Storage | undefined {
  try {
    return globalThis.sessionStorage;
  } catch {
    return undefined;
  }
}
