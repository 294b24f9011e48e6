/**
 * Follows when something else is live over the page's own live stream, like any other documents; what that is for this user
 * is then asked of the gateway. The push may be ahead of the gateway's own swap: it is asked until both agree.
 */
import { hashOf, nameOf } from '@tessera/app-kit/host';
import type { Composition } from '@tessera/contracts';
import { decodeCursor } from '@tessera/live';
import type { LiveClient } from '@tessera/live/client';
import type { CompositionStore } from './composition-store.ts';

/** What `ShellComposition` selects: one document of the environment. */
interface NewestRevision {
  readonly revision: string;
}

export interface FollowOptions {
  readonly live: LiveClient;
  readonly document: object;
  readonly environment: string;
  readonly store: CompositionStore;
  /** Asks `/composition.json`. Rejects with `PreviewOver` when what this person was shown is over. */
  readonly fetchComposition: () => Promise<Composition>;
  /** Nothing of what the page runs is what this person gets any more; nothing is asked from then on. */
  readonly onPreviewOver: () => void;
  /** The rest of a partial composition is asked for from then on: what is to be shown first has the line for itself. */
  readonly untilShown: Promise<void>;
  /** @default [0, 150, 300, 600, 1200, 2500, 5000] */
  readonly pausesMs?: readonly number[];
}

export interface Following {
  /** Asks now: something says that the composition changed. */
  refresh(): void;
  stop(): void;
}

export function followComposition(options: FollowOptions): Following {
  const {
    live,
    document,
    environment,
    store,
    fetchComposition,
    onPreviewOver,
    untilShown,
    pausesMs = [0, 150, 300, 600, 1200, 2500, 5000],
  } = options;
  let pushed: string | undefined;
  let round = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let shown = false;
  let stopped = false;

  const isPartial = (): boolean => store.now().partial === true;

  /** Not all is known, or what is pushed is newer. */
  const isBehind = (): boolean =>
    (shown && isPartial()) || (pushed !== undefined && isOlder(store.now().revision, pushed));

  function refresh(): void {
    if (stopped) return;
    round += 1;
    attempt(round, 0);
  }

  function attempt(mine: number, count: number): void {
    const pause = pausesMs[count];
    if (pause === undefined) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      void fetchComposition()
        .then((composition) => {
          // Asked for before the newest push, it may be older than what was answered since.
          if (mine === round) store.set(composition);
        })
        .then(undefined, (error: unknown) => error instanceof PreviewOver)
        .then((isOver) => {
          if (mine !== round) return;
          if (isOver === true) {
            stop();
            onPreviewOver();
          } else if (isBehind()) attempt(mine, count + 1);
        });
    }, pause);
  }

  function stop(): void {
    stopped = true;
    round += 1;
    clearTimeout(timer);
    unsubscribe();
  }

  void untilShown.then(() => {
    shown = true;
    if (isPartial()) refresh();
  });

  const unsubscribe = live.subscribe(
    { hash: hashOf(document), name: nameOf(document), variables: { environment } },
    ({ documents }) => {
      const [newest] = documents.values() as Iterable<unknown> as Iterable<NewestRevision>;
      pushed = newest?.revision;
      if (isBehind()) refresh();
    },
  );
  return { refresh, stop };
}

/** Positions are compared within one log; of two logs the one that is not ours is the newer. */
function isOlder(known: string, pushed: string): boolean {
  const [mine, theirs] = [decodeCursor(known), decodeCursor(pushed)];
  if (theirs === undefined) return false;
  return mine?.epoch !== theirs.epoch || mine.position < theirs.position;
}

/** A release that this person's preview showed was killed, or its time is over. */
export class PreviewOver extends Error {
  override readonly name = 'PreviewOver';
}

/** Rejects with `PreviewOver`, or with why there is no answer. */
export async function fetchComposition(): Promise<Composition> {
  const response = await fetch('/composition.json', {
    credentials: 'same-origin',
    headers: { accept: 'application/json' },
  });
  // Only a preview comes to an end.
  if (response.status === 410) throw new PreviewOver('What this page showed in a preview is not shown any more.');
  if (!response.ok) throw new Error(`The gateway answered ${response.status} to /composition.json.`);
  return (await response.json()) as Composition;
}
