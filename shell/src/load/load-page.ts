/** One page of an app, ready to be shown; or why there is none. A page's own files fail like the release they belong to. */
import type { App } from '@tessera/app-kit';
import type { AppIdentity } from '@tessera/app-kit/host';
import type { ModuleLive } from '@tessera/contracts';
import type { ComponentType } from 'react';
import type { AppLoader, LoadOutcome } from './load-app.ts';
import { LoadFailure } from './load-failure.ts';
import { within } from './within.ts';

export type LoadedPage =
  | {
      readonly ok: true;
      /** Whose page runs, and which release of it. */
      readonly app: AppIdentity;
      readonly Component: ComponentType;
      /** Why this is the previous release, when it is. */
      readonly standsInBecause: LoadFailure | undefined;
    }
  | { readonly ok: false; readonly app: AppIdentity; readonly failure: LoadFailure };

export interface PageLoaderOptions {
  readonly loader: AppLoader;
  readonly timeoutMs: number;
}

/** Never rejects. `again` asks for what failed under new addresses. */
export async function loadPage(live: ModuleLive, page: string, options: PageLoaderOptions, again = false): Promise<LoadedPage> {
  const { loader } = options;
  const first = await pageOf(live, page, await (again ? loader.retry(live) : loader.load(live)), options);
  if (first.ok || live.previous === undefined || first.failure.version !== live.version) return first;
  // The release came, its page did not.
  const second = await pageOf(live, page, await loader.standIn(live, first.failure), options);
  return second.ok ? second : first;
}

async function pageOf(live: ModuleLive, page: string, outcome: LoadOutcome, { timeoutMs }: PageLoaderOptions): Promise<LoadedPage> {
  const { module, team } = live;
  if (!outcome.ok) return { ok: false, app: { name: module, version: live.version, owner: team }, failure: outcome.failure };
  const app: AppIdentity = { name: module, version: outcome.version, owner: team };
  try {
    const load = componentLoader(outcome.app.pages, page, app);
    const late = () => new LoadFailure('LOAD_TIMEOUT', module, app.version, `its page "${page}" did not arrive within ${timeoutMs} ms`);
    const { default: Component } = await within(timeoutMs, load(), late);
    if (!isComponent(Component)) throw new LoadFailure('WRONG_EXPORT', module, app.version, `its page "${page}" has no component as default export`);
    return { ok: true, app, Component, standsInBecause: outcome.standsInBecause };
  } catch (error) {
    const failure = error instanceof LoadFailure ? error : new LoadFailure('LOAD_FAILED', module, app.version, (error as Error).message, error);
    return { ok: false, app, failure };
  }
}

export function componentLoader(
  loaders: App['pages'],
  name: string,
  { name: module, version }: AppIdentity,
): () => Promise<{ readonly default: ComponentType }> {
  const load = loaders[name];
  if (load !== undefined) return load as () => Promise<{ readonly default: ComponentType }>;
  throw new LoadFailure('WRONG_EXPORT', module, version, `it has no "${name}"; there are: ${Object.keys(loaders).join(', ') || 'none'}`);
}

/** Functions, classes, and what memo and forwardRef make. */
export const isComponent = (value: unknown): value is ComponentType =>
  typeof value === 'function' || (typeof value === 'object' && value !== null && '$$typeof' in value);
