/**
 * Holds what is live. Only what is signed by a configured key, for this environment, and no older than what is held already
 * is taken: from the artifact store as soon and as long as it answers, before that from the local copy, else from the seed.
 * Everything else is refused, the last good one stays, and `refused` says so until something good comes.
 */
import { verifyComposition, SignatureRefused } from '@tessera/contracts/signed';
import type { RefusedCode, VerifiedComposition } from '@tessera/contracts/signed';
import type { DocumentSource } from '@tessera/live/hub';
import type { Logger } from 'pino';
import type { CompositionKeys } from './composition-keys.ts';
import type { CompositionSource, LocalCopy, SourceName } from './composition-sources.ts';
import { compareAge } from './newer.ts';
import type { ResolvedComposition, Resolver } from './resolve.ts';
import { watchRevision } from './watch-revision.ts';

/** Why what a source has is not taken. */
export interface RefusedComposition {
  readonly source: SourceName;
  readonly code: RefusedCode | 'OLDER' | 'UNREADABLE';
  readonly message: string;
}

export interface CompositionHost {
  readonly current: ResolvedComposition | undefined;
  /** Where `current` comes from. Not `store`: the store has had nothing as good since this gateway started. */
  readonly source: 'none' | SourceName;
  /** When what is held was signed (ISO 8601), and by which key. */
  readonly signed: { readonly issued: string; readonly kid: string } | undefined;
  /** Whether the releases service is followed right now. */
  readonly following: boolean;
  /** The revision the releases service speaks of while there is no signed composition of it yet. */
  readonly awaited: string | undefined;
  readonly refused: readonly RefusedComposition[];
  close(): Promise<void>;
}

export interface CompositionHostOptions {
  readonly releases: DocumentSource | undefined;
  readonly environment: string;
  readonly resolver: Resolver;
  readonly keys: CompositionKeys;
  readonly store: CompositionSource;
  readonly copy: LocalCopy;
  readonly seed: CompositionSource;
  readonly log: Logger;
  /** How often the store is looked at when nobody says that it changed. @default 1 s */
  readonly lookEveryMs?: number;
  /** Called after each swap. */
  onChange(composition: ResolvedComposition): void;
}

/** Milliseconds between looks for what was announced: signing takes a moment. */
const pauses = [0, 5, 10, 20, 40, 80, 160, 320, 640];
/** A release that could not go live is looked at again after so many looks. */
const looksPerRetry = 10;

export async function createCompositionHost(options: CompositionHostOptions): Promise<CompositionHost> {
  const { releases, environment, resolver, keys, store, copy, seed, log, onChange, lookEveryMs = 1_000 } = options;
  const stop = new AbortController();
  const refused = new Map<SourceName, RefusedComposition>();
  let current: ResolvedComposition | undefined;
  let held: VerifiedComposition | undefined;
  let source: CompositionHost['source'] = 'none';
  let following = false;
  let announced: string | undefined;
  let looks = 0;
  /** One look at a time. */
  let looking: Promise<void> = Promise.resolve();

  /** Undefined when it has nothing that holds; why, is in `refused` from then on. */
  const readVerified = async (from: CompositionSource): Promise<[VerifiedComposition, string] | undefined> => {
    try {
      const text = await from.read();
      if (text !== undefined) return [await verifyComposition(text, await keys.current(), environment), text];
      refused.delete(from.name);
    } catch (error) {
      const code = error instanceof SignatureRefused ? error.code : 'UNREADABLE';
      refuse(from.name, code, (error as Error).message);
    }
    return undefined;
  };

  const refuse = (name: SourceName, code: RefusedComposition['code'], message: string): void => {
    const before = refused.get(name);
    refused.set(name, { source: name, code, message });
    if (before?.code === code && before.message === message) return;
    log.error({ source: name, code, reason: message, stays: held?.revision }, 'a composition was refused');
  };

  const refuseOlder = (name: SourceName, older: VerifiedComposition, than: VerifiedComposition): void =>
    refuse(
      name,
      'OLDER',
      `it is ${older.revision} of ${older.issued}, and ${than.revision} of ${than.issued} is known`,
    );

  const take = async (taken: VerifiedComposition, from: SourceName): Promise<void> => {
    const resolved = await resolver.resolve(taken, current);
    if (stop.signal.aborted) return;
    const changed =
      current === undefined ||
      JSON.stringify(current.rows) !== JSON.stringify(resolved.rows) ||
      current.problems.length + resolved.problems.length > 0;
    [current, held, source] = [resolved, taken, from];
    if (!changed) return;
    onChange(resolved);
    log.info(
      {
        revision: resolved.revision,
        from,
        kid: taken.kid,
        live: resolved.rows.map((row) => `${row.module}@${row.version}`),
        problems: resolved.problems.length,
      },
      'the composition changed',
    );
  };

  const keep = (text: string): Promise<void> =>
    copy
      .write(text)
      .catch((error: unknown) => log.error({ err: error }, 'the local copy of the composition could not be written'));

  /** The newest of what holds; of equals the first. */
  const boot = async (): Promise<void> => {
    let best: { readonly from: SourceName; readonly found: VerifiedComposition; readonly text: string } | undefined;
    for (const from of [store, copy, seed]) {
      const [found, text] = (await readVerified(from)) ?? [];
      if (found === undefined || text === undefined) continue;
      if (best === undefined) best = { from: from.name, found, text };
      else if (compareAge(found, best.found) > 0) {
        refuseOlder(best.from, best.found, found);
        best = { from: from.name, found, text };
      }
    }
    if (best === undefined) return;
    const { from, found, text } = best;
    if (from !== 'store')
      log.warn(
        { revision: found.revision, issued: found.issued },
        `starting from the ${from === 'seed' ? 'shipped seed' : 'local copy of the composition'}, until the artifact store has one that holds`,
      );
    await take(found, from);
    if (from !== 'local-copy') await keep(text);
  };

  const lookOnce = async (): Promise<void> => {
    const [found, text] = (await readVerified(store)) ?? [];
    if (found === undefined || text === undefined || stop.signal.aborted) return;
    const age = held === undefined ? 1 : compareAge(found, held);
    if (age < 0) return refuseOlder('store', found, held!);
    refused.delete('store');
    source = age === 0 ? 'store' : source;
    looks += 1;
    const retry = current !== undefined && current.problems.length > 0 && looks % looksPerRetry === 0;
    const resigned = age === 0 && found.kid !== held?.kid;
    if (resigned) held = found;
    if (age > 0 || retry) await take(found, 'store');
    if (age > 0 || resigned) {
      await keep(text);
      // It holds the newest now, whatever it held before.
      refused.delete('local-copy');
    }
  };

  const look = (): Promise<void> =>
    (looking = looking.then(lookOnce).catch((error: unknown) => {
      log.error({ err: error }, 'the artifact store could not be looked at for a composition');
    }));

  const isAwaited = (): boolean =>
    announced !== undefined &&
    (held === undefined || compareAge({ revision: announced, issued: held.issued }, held) > 0);

  const lookForAnnounced = async (): Promise<void> => {
    for (const ms of pauses) {
      if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
      if (stop.signal.aborted || !isAwaited()) return;
      await look();
    }
    if (isAwaited())
      log.warn(
        { announced, held: held?.revision },
        'the releases service has a composition that nobody has signed yet',
      );
  };

  await boot();
  const every = setInterval(() => void look(), lookEveryMs);
  every.unref();
  const watching =
    releases === undefined
      ? Promise.resolve()
      : watchRevision({
          releases,
          environment,
          log,
          signal: stop.signal,
          onSource: (up) => (following = up),
          onRevision(revision) {
            announced = revision;
            void lookForAnnounced();
          },
        });
  if (releases === undefined)
    log.warn('there is no service named "releases" in TESSERA_SERVICES: nobody says when to look for what is live');

  return {
    get current() {
      return current;
    },
    get source() {
      return source;
    },
    get signed() {
      return held && { issued: held.issued, kid: held.kid };
    },
    get following() {
      return following;
    },
    get awaited() {
      return isAwaited() ? announced : undefined;
    },
    get refused() {
      return [...refused.values()];
    },
    async close() {
      stop.abort();
      clearInterval(every);
      await watching;
      await looking;
    },
  };
}
