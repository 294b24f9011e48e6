/** One part of an app (a page, a slot filling), ready to be shown; or why there is none. Its own files fail like the release they belong to. */
import type { App } from '@tessera/app-kit';
import type { AppIdentity } from '@tessera/app-kit/host';
import type { Loadable, ModuleLive } from '@tessera/contracts';
import type { ComponentType } from 'react';
import type { AppLoader, LoadOutcome } from './load-app.ts';
import { LoadFailure } from './load-failure.ts';
import { within } from './within.ts';

export interface PartName {
  readonly kind: 'page' | 'filling';
  readonly name: string;
}

export type LoadedPart =
  | {
      readonly ok: true;
      /** Whose part runs, and which release of it. */
      readonly app: AppIdentity;
      readonly Component: ComponentType;
      /** Why this is the previous release, when it is. */
      readonly standsInBecause: LoadFailure | undefined;
    }
  | { readonly ok: false; readonly app: AppIdentity; readonly failure: LoadFailure };

/** What an address leads to: a page, why there is none, or that it is for other roles, and nothing of its app was loaded. */
export type LoadedPage =
  LoadedPart | { readonly ok: false; readonly app: AppIdentity; readonly isFor: readonly string[] };

export interface PartLoaderOptions {
  readonly loader: AppLoader;
  readonly timeoutMs: number;
  /** Puts a part below the styles its release was made for. @default as it is */
  readonly styled?: (Component: ComponentType, release: Loadable) => Promise<ComponentType>;
}

/** Never rejects. `again` asks for what failed under new addresses. */
export async function loadPart(
  live: ModuleLive,
  part: PartName,
  options: PartLoaderOptions,
  again = false,
): Promise<LoadedPart> {
  const { loader } = options;
  const outcome = await (again ? loader.retry(live) : loader.load(live));
  const first = await partOf(live, part, outcome, options);
  // A release that did not come was tried with the one before it already.
  if (first.ok || !outcome.ok || live.previous === undefined || outcome.version !== live.version) return first;
  // The release came, its part did not.
  const second = await partOf(live, part, await loader.standIn(live, first.failure), options);
  return second.ok ? second : first;
}

async function partOf(
  live: ModuleLive,
  part: PartName,
  outcome: LoadOutcome,
  { timeoutMs, styled }: PartLoaderOptions,
): Promise<LoadedPart> {
  const { module, team } = live;
  if (!outcome.ok)
    return { ok: false, app: { name: module, version: live.version, owner: team }, failure: outcome.failure };
  const { version } = outcome;
  const app: AppIdentity = { name: module, version, owner: team };
  const what = part.kind === 'page' ? `its page "${part.name}"` : `its part for ${part.name}`;
  const fail = (code: LoadFailure['code'], why: string, cause?: unknown) =>
    new LoadFailure(code, module, version, why, cause);
  try {
    const load = loaderOf(outcome.app, part);
    if (load === undefined) throw fail('WRONG_EXPORT', `it lacks ${what}`);
    const late = () => fail('LOAD_TIMEOUT', `${what} did not arrive within ${timeoutMs} ms`);
    // What a release runs may throw before it answers with a promise.
    const { default: Component } = await within(timeoutMs, Promise.resolve().then(load), late);
    if (!isComponent(Component)) throw fail('WRONG_EXPORT', `${what} has no component as default export`);
    const release = version === live.version ? live : (live.previous ?? live);
    const placed = styled === undefined ? Component : await styled(Component, release);
    return { ok: true, app, Component: placed, standsInBecause: outcome.standsInBecause };
  } catch (error) {
    if (error instanceof LoadFailure) return { ok: false, app, failure: error };
    return { ok: false, app, failure: fail('LOAD_FAILED', `${what}: ${(error as Error).message}`, error) };
  }
}

type LoadComponent = () => Promise<{ readonly default: ComponentType }>;

function loaderOf({ pages, slots }: App, { kind, name }: PartName): LoadComponent | undefined {
  const loaders = kind === 'page' ? pages : slots.fills;
  return Object.hasOwn(loaders, name) ? (loaders[name] as LoadComponent) : undefined;
}

/** Functions, classes, and what memo and forwardRef make. */
const isComponent = (value: unknown): value is ComponentType =>
  typeof value === 'function' || (typeof value === 'object' && value !== null && '$$typeof' in value);
