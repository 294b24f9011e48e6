/** The live services, indexed by what they offer: `Order.shipment` → the releases that have it. */
import { readServiceGraph } from '../../graph/service-graph.ts';
import type { ServiceGraph, TypeDef } from '../../graph/service-graph.ts';
import type { LiveRelease } from '../live-set.ts';
import { isCanaryOnly } from '../live-set.ts';

export interface ServiceRelease {
  readonly release: Extract<LiveRelease, { readonly kind: 'service' }>;
  readonly graph: ServiceGraph;
  readonly isCanaryOnly: boolean;
  /** Whether an object of this type that comes from elsewhere can be looked up here; `there` is the type as it is elsewhere. */
  answersByKey(type: string, there: TypeDef | undefined): boolean;
}

export interface Services {
  of(module: string): readonly ServiceRelease[];
  offering(coordinate: string): readonly ServiceRelease[];
}

/** @throws GraphQLError when its schema is no SDL */
export function serviceRelease(release: ServiceRelease['release']): ServiceRelease {
  const graph = readServiceGraph(release.contract.schema);
  return {
    release,
    graph,
    isCanaryOnly: isCanaryOnly(release),
    answersByKey(type, there) {
      const here = graph.types.get(type);
      if (here === undefined || !here.hasEntry || here.key.length === 0) return false;
      return here.key.every((name) => there?.fields.has(name));
    },
  };
}

export interface MutableServices extends Services {
  all(): readonly ServiceRelease[];
  /** Releases that define a type of this name, input types included. */
  defining(type: string): readonly ServiceRelease[];
  add(one: ServiceRelease): void;
  remove(one: ServiceRelease): void;
}

export function createServices(): MutableServices {
  const byModule = new Map<string, ServiceRelease[]>();
  const byCoordinate = new Map<string, ServiceRelease[]>();
  const byType = new Map<string, ServiceRelease[]>();
  const each = (one: ServiceRelease, change: (list: ServiceRelease[]) => void): void => {
    const at = (map: Map<string, ServiceRelease[]>, key: string) => {
      const found = map.get(key) ?? [];
      map.set(key, found);
      change(found);
    };
    at(byModule, one.release.module);
    for (const type of one.graph.types.values()) {
      at(byType, type.name);
      if (type.kind === 'input') continue;
      for (const field of type.fields.keys()) at(byCoordinate, `${type.name}.${field}`);
    }
  };
  return {
    of: (module) => byModule.get(module) ?? [],
    offering: (coordinate) => byCoordinate.get(coordinate) ?? [],
    defining: (type) => byType.get(type) ?? [],
    all: () => [...byModule.values()].flat(),
    add: (one) => each(one, (list) => void list.push(one)),
    remove: (one) => each(one, (list) => void list.splice(list.indexOf(one), 1)),
  };
}
