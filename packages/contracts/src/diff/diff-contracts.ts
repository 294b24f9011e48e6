/** What changes for everybody else from one release of a module to another, in words. Whether it breaks anybody is the gate's to say. */
import { Kind, parse, print, type DefinitionNode } from 'graphql';
import { canonicalJson } from '../canonical-json.ts';
import type { ContractOf } from '../gate/live-set.ts';

export interface ContractChange {
  readonly kind: 'added' | 'removed' | 'changed';
  /** `field`, `operation`, `event`, `shared package`, … */
  readonly what: string;
  /** `Order.total: Int! → Int` */
  readonly text: string;
}

/** By what, then by name, in the order of `whats`. */
export function diffContracts(from: ContractOf, to: ContractOf): ContractChange[] {
  const [before, after] = [factsOf(from), factsOf(to)];
  const whats = [...new Set([...before.keys(), ...after.keys()])];
  return whats.flatMap((what) => differences(what, before.get(what) ?? new Map(), after.get(what) ?? new Map()));
}

/** What is offered or needed → name → what it is, as text; equal texts are the same thing. */
type Facts = ReadonlyMap<string, ReadonlyMap<string, string>>;

function differences(
  what: string,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): ContractChange[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name): ContractChange[] => {
    const [was, is] = [before.get(name), after.get(name)];
    if (was === is) return [];
    if (was === undefined) return [{ kind: 'added', what, text: shown(name, is!) }];
    if (is === undefined) return [{ kind: 'removed', what, text: shown(name, was) }];
    const isShort = was.length + is.length <= 120;
    return [{ kind: 'changed', what, text: isShort ? `${name}: ${was} → ${is}` : name }];
  });
}

const shown = (name: string, text: string): string =>
  text === '' || text.length > 80 || text.includes('\n') ? name : `${name}: ${text}`;

function factsOf(release: ContractOf): Facts {
  switch (release.kind) {
    case 'service':
      return serviceFacts(release.contract);
    case 'library':
      return new Map([
        ['shared package', new Map(Object.entries(release.contract.shared))],
        ['provided package', versionsOf(release.contract.provides)],
      ]);
    case 'app':
    case 'shell': {
      const { operations, shared, contributions } = release.contract;
      const { routes, slots, commands, navigation } = contributions;
      return new Map([
        ['operation', new Map(operations.map(({ name, text }) => [name, text]))],
        ['shared package', new Map(Object.entries(shared))],
        ['provided package', release.kind === 'shell' ? versionsOf(release.contract.provides) : new Map()],
        ['route', new Map(routes.map(({ path, title }) => [path, title]))],
        ['offered slot', new Map(slots.offers.map((name) => [name, canonicalOf(slots.gives?.[name])]))],
        ['filled slot', new Map(slots.fills.map((name) => [name, canonicalOf(slots.needs?.[name])]))],
        ['command', new Map(commands.map(({ id, label }) => [id, label]))],
        ['navigation', new Map(navigation.map(({ to, label }) => [to, label]))],
      ]);
    }
  }
}

const canonicalOf = (value: unknown): string => (value === undefined ? '' : canonicalJson(value));

function versionsOf(provides: Readonly<Record<string, { readonly version: string }>>): Map<string, string> {
  return new Map(Object.entries(provides).map(([name, { version }]) => [name, version]));
}

function serviceFacts({ schema, events, consumes, live }: Extract<ContractOf, { kind: 'service' }>['contract']): Facts {
  const fields = new Map<string, string>();
  const values = new Map<string, string>();
  const types = new Map<string, string>();
  for (const node of parse(schema).definitions) note(node, { fields, values, types });
  return new Map([
    ['type', types],
    ['field', fields],
    ['enum value', values],
    ['live field', new Map(Object.entries(live).map(([name, { type }]) => [name, type]))],
    ['event', new Map(Object.entries(events).map(([name, event]) => [name, `version ${event.version}`]))],
    ['event data', new Map(Object.entries(events).map(([name, event]) => [name, canonicalJson(event.schema)]))],
    ['consumed event', new Map(Object.entries(consumes).map(([name, read]) => [name, canonicalJson(read.schema)]))],
  ]);
}

interface Parts {
  readonly fields: Map<string, string>;
  readonly values: Map<string, string>;
  readonly types: Map<string, string>;
}

function note(node: DefinitionNode, { fields, values, types }: Parts): void {
  switch (node.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.OBJECT_TYPE_EXTENSION:
    case Kind.INTERFACE_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_EXTENSION:
      types.set(node.name.value, node.kind.startsWith('Interface') ? 'interface' : 'type');
      for (const field of node.fields ?? []) {
        const args = (field.arguments ?? []).map((each) => `${each.name.value}: ${typeOf(each)}`);
        const list = args.length === 0 ? '' : `(${args.join(', ')}) `;
        fields.set(`${node.name.value}.${field.name.value}`, `${list}${print(field.type)}`);
      }
      return;
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
    case Kind.INPUT_OBJECT_TYPE_EXTENSION:
      types.set(node.name.value, 'input');
      for (const field of node.fields ?? []) fields.set(`${node.name.value}.${field.name.value}`, typeOf(field));
      return;
    case Kind.ENUM_TYPE_DEFINITION:
    case Kind.ENUM_TYPE_EXTENSION:
      types.set(node.name.value, 'enum');
      for (const value of node.values ?? []) values.set(`${node.name.value}.${value.name.value}`, '');
      return;
    case Kind.UNION_TYPE_DEFINITION:
      types.set(
        node.name.value,
        (node.types ?? [])
          .map(({ name }) => name.value)
          .sort()
          .join(' | '),
      );
      return;
    case Kind.SCALAR_TYPE_DEFINITION:
      types.set(node.name.value, 'scalar');
      return;
    default:
      return;
  }
}

function typeOf({
  type,
  defaultValue,
}: {
  readonly type: Parameters<typeof print>[0];
  readonly defaultValue?: Parameters<typeof print>[0];
}): string {
  return defaultValue === undefined ? print(type) : `${print(type)} = ${print(defaultValue)}`;
}
