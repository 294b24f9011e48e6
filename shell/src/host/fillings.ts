/**
 * Who fills which slot. Taken from what was live at the last navigation: nothing under somebody's hands is exchanged.
 */
import type { AppIdentity, Filling } from '@tessera/app-kit/host';
import type { Composition, ModuleLive } from '@tessera/contracts';
import type { ComponentType } from 'react';
import { fillersOf } from '../composition/contributions.ts';
import { loadPart, type PartLoaderOptions } from '../load/load-part.ts';

export interface FillingsOptions extends PartLoaderOptions {
  /** A module's filling is loaded now. */
  readonly onLoad: (live: ModuleLive) => void;
}

export interface Fillings {
  readonly of: (slot: string) => readonly Filling[];
  readonly onChange: (listener: () => void) => () => void;
  /** Whose fillings have been asked for, of the releases that are taken now. */
  readonly loaded: () => readonly AppIdentity[];
  /** From now on these releases. */
  take(composition: Composition): void;
}

export function createFillings(first: Composition, options: FillingsOptions): Fillings {
  let composition = first;
  let bySlot = new Map<string, readonly Filling[]>();
  const listeners = new Set<() => void>();
  const loading = new Map<string, Promise<ComponentType<never>>>();
  const failed = new Set<string>();

  function loadOnce(live: ModuleLive, slot: string): Promise<ComponentType<never>> {
    const id = idOf(live.module, live.version, slot);
    const known = loading.get(id);
    if (known !== undefined) return known;
    options.onLoad(live);
    // Asked for again after it failed: under new addresses.
    const component = loadPart(live, { kind: 'filling', name: slot }, options, failed.delete(id)).then((part) => {
      if (part.ok) return part.Component as ComponentType<never>;
      failed.add(id);
      loading.delete(id);
      throw part.failure;
    });
    loading.set(id, component);
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
    loaded: () =>
      [...bySlot].flatMap(([slot, fillings]) =>
        fillings.map(({ app }) => app).filter(({ name, version }) => loading.has(idOf(name, version, slot))),
      ),
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

const idOf = (module: string, version: string, slot: string): string => `${module}@${version} ${slot}`;
