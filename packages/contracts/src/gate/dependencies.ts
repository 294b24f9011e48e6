/**
 * Who depends on whom among releases that can be met, down to the field: what people look at. It says what is used and
 * where, not whether it still fits; that is the gate's.
 */
import type { ServiceContract } from '../contract.ts';
import { fieldsOf } from '../json-schema/json-schema.ts';
import type { JsonSchema } from '../json-schema/json-schema.ts';
import { readServiceGraph } from '../graph/service-graph.ts';
import type { ServiceGraph } from '../graph/service-graph.ts';
import { typeRef } from '../graph/type-ref.ts';
import { rootTypeOf } from '../operation/uses.ts';
import type { UsedField } from '../operation/uses.ts';
import type { FoundPlace } from './finding.ts';
import type { LiveRelease } from './live-set.ts';
import { placesOf } from './rules/events.ts';
import { packageOf } from './rules/shared.ts';

/** What is between two modules: a field of the graph, an event's field, a package of the page, a slot. */
export type DependencyKind = 'field' | 'event' | 'shared' | 'slot';

/** One thing that one release uses of one module. */
export interface DependencyUse {
  readonly kind: DependencyKind;
  /** `Order.total`, `orders.OrderPlaced lines[].sku`, `react`, `catalog/product-actions/v1` */
  readonly subject: string;
  readonly consumer: LiveRelease;
  /** The module that offers it. A field that several services offer for one object has a use of each. */
  readonly provider: string;
  /** Where the consumer uses it, relative to the module. */
  readonly places: readonly FoundPlace[];
}

/** In the order of the releases; within one, in the order in which its contract names them. */
export function dependenciesOf(releases: readonly LiveRelease[]): DependencyUse[] {
  const services = servicesOf(releases);
  return releases.flatMap((release) => {
    switch (release.kind) {
      case 'app':
        return [
          ...fieldUsesOf(release, services),
          ...sharedUsesOf(release, releases),
          ...slotUsesOf(release, releases),
        ];
      case 'shell':
        return fieldUsesOf(release, services);
      case 'library':
        return sharedUsesOf(release, releases);
      case 'service':
        return eventUsesOf(release, releases);
    }
  });
}

type Of<Kind extends LiveRelease['kind']> = Extract<LiveRelease, { readonly kind: Kind }>;

/** Which module offers `Type.field`, over all its live releases. */
type Offered = ReadonlyMap<string, ReadonlySet<string>>;

function servicesOf(releases: readonly LiveRelease[]): Offered {
  const offered = new Map<string, Set<string>>();
  for (const release of releases) {
    if (release.kind !== 'service') continue;
    for (const type of readable(release)?.types.values() ?? []) {
      for (const field of type.fields.keys()) into(offered, `${type.name}.${field}`, release.module);
    }
  }
  return offered;
}

/** A schema that cannot be read offers nothing; the gate says what is wrong with it. */
function readable({ contract }: Of<'service'>): ServiceGraph | undefined {
  try {
    return readServiceGraph(contract.schema);
  } catch {
    return undefined;
  }
}

function fieldUsesOf(release: Of<'app' | 'shell'>, services: Offered): DependencyUse[] {
  const found = createUses(release);
  for (const operation of release.contract.operations) {
    const place = (use: UsedField): FoundPlace => ({
      file: use.file ?? operation.source.file,
      line: use.line,
      operation: operation.name,
    });
    /** An object's fields come from where it comes from; what is not there is looked up in the others by its key. */
    const walk = (uses: readonly UsedField[], parent: string, from: ReadonlySet<string>): void => {
      for (const use of uses) {
        const subject = `${use.on ?? parent}.${use.field}`;
        const offering = services.get(subject) ?? none;
        const home = new Set([...offering].filter((module) => from.has(module)));
        const answering = home.size > 0 ? home : offering;
        for (const module of answering) found.add('field', subject, module, [place(use)]);
        if (use.select !== undefined) walk(use.select, typeRef(use.type).named, answering);
      }
    };
    walk(operation.uses ?? [], rootTypeOf[operation.kind], none);
  }
  return found.all();
}

const none: ReadonlySet<string> = new Set();

/** An app's package is the released library's where one offers it, else the frame's. */
function sharedUsesOf(release: Of<'app' | 'library'>, releases: readonly LiveRelease[]): DependencyUse[] {
  const found = createUses(release);
  const offering = (kind: LiveRelease['kind'], name: string) =>
    releases.filter(
      (one) =>
        one.kind === kind &&
        one.module !== release.module &&
        Object.keys((one as Of<'shell' | 'library'>).contract.provides).some((each) => packageOf(each) === name),
    );
  for (const name of Object.keys(release.contract.shared)) {
    const libraries = offering('library', name);
    for (const one of libraries.length > 0 ? libraries : offering('shell', name))
      found.add('shared', name, one.module, [{ file: 'package.json', line: 1 }]);
  }
  return found.all();
}

function slotUsesOf(release: Of<'app'>, releases: readonly LiveRelease[]): DependencyUse[] {
  const found = createUses(release);
  for (const slot of release.contract.contributions.slots.fills) {
    const owner = slot.slice(0, slot.indexOf('/'));
    if (!releases.some(({ module }) => module === owner)) continue;
    found.add('slot', slot, owner, [{ file: 'src/app.ts', line: 1 }]);
  }
  return found.all();
}

function eventUsesOf(release: Of<'service'>, releases: readonly LiveRelease[]): DependencyUse[] {
  const found = createUses(release);
  for (const [name, read] of Object.entries(release.contract.consumes)) {
    const service = name.slice(0, name.indexOf('.'));
    const producers = releases.filter((one): one is Of<'service'> => one.kind === 'service' && isOf(one, service));
    const fields = fieldsOf(read.schema as JsonSchema);
    for (const { module } of producers) {
      for (const field of fields.length === 0 ? [''] : fields)
        found.add('event', [name, field].filter(Boolean).join(' '), module, placesOf(read));
    }
  }
  return found.all();
}

const isOf = ({ contract }: { readonly contract: ServiceContract }, service: string) => contract.service === service;

/** One entry per thing and provider, with all its places. */
function createUses(consumer: LiveRelease) {
  const uses = new Map<string, DependencyUse & { readonly places: FoundPlace[] }>();
  return {
    add(kind: DependencyKind, subject: string, provider: string, places: readonly FoundPlace[]): void {
      const key = `${subject}\n${provider}`;
      const known = uses.get(key) ?? { kind, subject, consumer, provider, places: [] };
      for (const place of places) if (!known.places.some((one) => isSame(one, place))) known.places.push(place);
      uses.set(key, known);
    },
    all: (): DependencyUse[] => [...uses.values()],
  };
}

const isSame = (a: FoundPlace, b: FoundPlace) => a.file === b.file && a.line === b.line && a.operation === b.operation;

function into(map: Map<string, Set<string>>, key: string, value: string): void {
  const found = map.get(key);
  if (found === undefined) map.set(key, new Set([value]));
  else found.add(value);
}
