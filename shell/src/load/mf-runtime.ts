/**
 * Standard Module Federation remotes: built with `@module-federation/vite` or `@module-federation/enhanced`, knowing nothing
 * of us. They get the frame's React through the share scope. What they contribute stands in their release's contract: a
 * route's `page` names the exposed module, a filled slot's name is the exposed module's. A chunk of its own.
 */
import { createInstance, type ModuleFederationRuntimePlugin } from '@module-federation/enhanced/runtime';
import type { Loadable, ModuleLive } from '@tessera/contracts';
import * as React from 'react';
import * as jsxRuntime from 'react/jsx-runtime';
import * as ReactDOM from 'react-dom';
import * as ReactDOMClient from 'react-dom/client';

const share = (lib: object) => ({
  version: React.version,
  lib: () => lib,
  shareConfig: { singleton: true, requiredVersion: false as const },
});

/** A remote's entry as a module. What is not one (a classic script) is left to the runtime's own ways. */
const asModule: ModuleFederationRuntimePlugin = {
  name: 'tessera:import-entry',
  async loadEntry({ remoteInfo: { entry } }) {
    const container = (await import(/* @vite-ignore */ entry)) as { init?: unknown; get?: unknown };
    return typeof container.init === 'function' && typeof container.get === 'function'
      ? (container as never)
      : undefined;
  },
};

const instance = createInstance({
  name: 'tessera-shell',
  remotes: [],
  plugins: [asModule],
  // A remote that does not answer must not hold up the others.
  shareStrategy: 'loaded-first',
  shared: {
    react: share(React),
    'react/jsx-runtime': share(jsxRuntime),
    'react-dom': share(ReactDOM),
    'react-dom/client': share(ReactDOMClient),
  },
});

/** The remote as an app: its entry is loaded now, so that a release that cannot be loaded is known before it is shown. */
export async function loadRemoteApp(
  { module, contributions }: ModuleLive,
  { version }: Loadable,
  entry: string,
): Promise<unknown> {
  const remote = remoteName(module, version, entry);
  instance.registerRemotes([{ name: remote, entry, type: 'module' }]);
  const { routes, slots } = contributions;
  const exposed = [...new Set([...routes.map(({ page }) => page), ...slots.fills])];
  const [first] = exposed;
  if (first === undefined) throw new Error('it contributes neither a route nor a slot filling');
  await component(remote, first);
  const loaders = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, () => component(remote, name)]));
  return {
    name: module,
    pages: loaders(routes.map(({ page }) => page)),
    slots: { offers: [], fills: loaders(slots.fills) },
  };
}

/** Each release, and each attempt at one, is a remote of its own: a failed one stays failed. */
const remoteName = (module: string, version: string, entry: string): string =>
  `${module}@${version}${entry.includes('?') ? entry.slice(entry.indexOf('?')) : ''}`.replaceAll(
    /[^A-Za-z0-9@._-]/g,
    '_',
  );

async function component(remote: string, expose: string): Promise<{ readonly default: unknown }> {
  const loaded = await instance.loadRemote<unknown>(`${remote}/${expose.replace(/^\.\//, '')}`);
  if (typeof loaded === 'function') return { default: loaded };
  if (typeof loaded === 'object' && loaded !== null && 'default' in loaded) return { default: loaded.default };
  throw new Error(`what it exposes as ${expose} has no default export`);
}
