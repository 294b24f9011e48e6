/** Holds what is live: from the local copy at the start, from the releases service as soon and as long as it answers. */
import type { Logger } from 'pino';
import type { DocumentSource } from '@tessera/live/hub';
import type { LocalCopy } from './local-copy.ts';
import type { LiveRows } from './live-rows.ts';
import type { ResolvedComposition, Resolver } from './resolve.ts';
import { watchRows } from './watch-rows.ts';

export interface CompositionHost {
  readonly current: ResolvedComposition | undefined;
  /** Where `current` comes from. `local-copy`: the releases service has not answered since this gateway started. */
  readonly source: 'none' | 'local-copy' | 'releases';
  /** Whether the releases service is followed right now. */
  readonly following: boolean;
  close(): Promise<void>;
}

export interface CompositionHostOptions {
  readonly releases: DocumentSource | undefined;
  readonly environment: string;
  readonly resolver: Resolver;
  readonly copy: LocalCopy;
  readonly log: Logger;
  /** Called after each swap. */
  onChange(composition: ResolvedComposition): void;
}

export async function createCompositionHost(options: CompositionHostOptions): Promise<CompositionHost> {
  const { releases, environment, resolver, copy, log, onChange } = options;
  const stop = new AbortController();
  let current: ResolvedComposition | undefined;
  let source: CompositionHost['source'] = 'none';
  let following = false;

  const take = async (rows: LiveRows, from: 'local-copy' | 'releases'): Promise<void> => {
    const resolved = await resolver.resolve(rows, current);
    if (stop.signal.aborted) return;
    const changed =
      current === undefined ||
      JSON.stringify(current.rows) !== JSON.stringify(resolved.rows) ||
      current.problems.length + resolved.problems.length > 0;
    current = resolved;
    source = from;
    if (!changed) return;
    onChange(resolved);
    log.info(
      {
        revision: resolved.revision,
        from,
        live: resolved.rows.map((row) => `${row.module}@${row.version}`),
        problems: resolved.problems.length,
      },
      'the composition changed',
    );
  };

  const kept = await copy.read();
  if (kept !== undefined) {
    log.warn(
      { revision: kept.revision },
      'starting from the local copy of the composition, until the releases service answers',
    );
    await take(kept, 'local-copy');
  }
  const watching =
    releases === undefined
      ? Promise.resolve()
      : watchRows({
          releases,
          environment,
          log,
          signal: stop.signal,
          onSource: (up) => (following = up),
          async onRows(rows) {
            await take(rows, 'releases');
            await copy
              .write(rows)
              .catch((error: unknown) =>
                log.error({ err: error }, 'the local copy of the composition could not be written'),
              );
          },
        });
  if (releases === undefined)
    log.warn('there is no service named "releases" in TESSERA_SERVICES: what is live cannot change');

  return {
    get current() {
      return current;
    },
    get source() {
      return source;
    },
    get following() {
      return following;
    },
    async close() {
      stop.abort();
      await watching;
    },
  };
}
