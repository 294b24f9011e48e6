/**
 * Which services may have a part in an operation: the cheap half of judging it, done for every live operation when the index
 * is made. May name too many, never too few.
 */
import type { PublishedOperation } from '../../contract.ts';
import { typeRef } from '../../graph/type-ref.ts';
import { rootTypeOf } from '../../operation/uses.ts';
import type { UsedField } from '../../operation/uses.ts';
import type { Services } from './services.ts';

export interface Touched {
  /** Modules that answer a part of it: a new release of one of them can break it. */
  readonly modules: ReadonlySet<string>;
  /** Root fields, and fields that are looked up in other services by key: a service that begins to offer one takes part, too. */
  readonly hops: ReadonlySet<string>;
}

export function touchOperation(operation: PublishedOperation, services: Services): Touched {
  const modules = new Set<string>();
  const hops = new Set<string>();
  const offering = (coordinate: string): Set<string> => {
    const found = new Set<string>();
    for (const one of services.offering(coordinate)) found.add(one.release.module);
    return found;
  };
  const everyReleaseHas = (module: string, type: string, field: string): boolean =>
    services.of(module).every(({ graph }) => graph.types.get(type)?.fields.has(field));

  const below = (use: UsedField, from: ReadonlySet<string>): void => {
    const named = typeRef(use.type).named;
    for (const child of use.select ?? []) {
      const on = child.on ?? named;
      let isHome = true;
      for (const module of from) isHome &&= everyReleaseHas(module, on, child.field);
      if (isHome) {
        if (child.select !== undefined) below(child, from);
        continue;
      }
      const coordinate = `${on}.${child.field}`;
      hops.add(coordinate);
      const others = offering(coordinate);
      for (const module of others) modules.add(module);
      if (child.select !== undefined) below(child, new Set([...from, ...others]));
    }
  };
  for (const use of operation.uses ?? []) {
    const coordinate = `${rootTypeOf[operation.kind]}.${use.field}`;
    hops.add(coordinate);
    const homes = offering(coordinate);
    for (const module of homes) modules.add(module);
    below(use, homes);
  }
  return { modules, hops };
}
