/**
 * Who fills which slot. Taken from what was live at the last navigation: nothing under somebody's hands is exchanged.
 */
import type { Filling } from '@tessera/app-kit/host';
import type { Composition, ModuleLive } from '@tessera/contracts';
import type { ComponentType } from 'react';
import { fillersOf } from '../composition/contributions.ts';
import type { AppLoader } from '../load/load-app.ts';
import { componentLoader, isComponent } from '../load/load-page.ts';
import { LoadFailure } from '../load/load-failure.ts';
import { within } from '../load/within.ts';

export interface Fillings {
  readonly of: (slot: string) => readonly Filling[];
  readonly onChange: (listener: () => void) => () => void;
  /** From now on these releases. */
  take(composition: Composition): void;
}

export function createFillings(first: Composition, loader: AppLoader, timeoutMs: number): Fillings {
  let composition = first;
  let bySlot = new Map<string, readonly Filling[]>();
  const listeners = new Set<() => void>();
  const loading = new Map<string, Promise<ComponentType<never>>>();

  async function load(live: ModuleLive, slot: string): Promise<ComponentType<never>> {
    const { module, team } = live;
    const outcome = await loader.load(live);
    if (!outcome.ok) throw outcome.failure;
    const { app, version } = outcome;
    const late = () => new LoadFailure('LOAD_TIMEOUT', module, version, `its part for ${slot} did not arrive within ${timeoutMs} ms`);
    const loaded = await within(timeoutMs, componentLoader(app.slots.fills, slot, { name: module, version, owner: team })(), late);
    if (isComponent(loaded.default)) return loaded.default as ComponentType<never>;
    throw new LoadFailure('WRONG_EXPORT', module, version, `its part for ${slot} has no component as default export`);
  }

  function loadOnce(live: ModuleLive, slot: string): Promise<ComponentType<never>> {
    const id = `${live.module}@${live.version} ${slot}`;
    const known = loading.get(id);
    if (known !== undefined) return known;
    const component = load(live, slot);
    loading.set(id, component);
    // Asked for again after it failed, it is tried again.
    component.catch(() => loading.get(id) === component && loading.delete(id));
    return component;
  }

  return {
    of(slot) {
      const known = bySlot.get(slot);
      if (known !== undefined) return known;
      const fillings = fillersOf(composition, slot).map((live): Filling => ({
        app: { name: live.module, version: live.version, owner: live.team },
        load: () => loadOnce(live, slot),
      }));
      bySlot.set(slot, fillings);
      return fillings;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    take(next) {
      if (next === composition) return;
      composition = next;
      bySlot = new Map();
      for (const listener of [...listeners]) listener();
    },
  };
}
