/**
 * What one service release offers, read from its SDL into maps: all that the rules ask. Root types are called `Query`,
 * `Mutation` and `Subscription` here whatever the service calls them, as stitching does. Knows nothing of other services.
 */
import { Kind, parse, print } from 'graphql';
import type { ConstDirectiveNode, DefinitionNode, FieldDefinitionNode, InputValueDefinitionNode } from 'graphql';

export type TypeKind = 'object' | 'interface' | 'union' | 'enum' | 'scalar' | 'input';

export interface ArgumentDef {
  /** `[ID!]!` */
  readonly type: string;
  readonly hasDefault: boolean;
}

export interface FieldDef {
  readonly type: string;
  /** Of a field of an input type: none; `hasDefault` says whether it may be left out. */
  readonly args: ReadonlyMap<string, ArgumentDef>;
  readonly hasDefault: boolean;
}

export interface TypeDef {
  readonly name: string;
  readonly kind: TypeKind;
  readonly fields: Map<string, FieldDef>;
  readonly values: Set<string>;
  /** A union's members; an interface's implementing objects. */
  readonly possible: Set<string>;
  readonly interfaces: Set<string>;
  /** From `@key`: fields that identify it. */
  key: readonly string[];
  /** The service answers this type by its key (`@merge`), so others may refer to it. */
  hasEntry: boolean;
}

export interface ServiceGraph {
  readonly types: ReadonlyMap<string, TypeDef>;
}

const rootNames = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' } as const;
const kinds: Partial<Record<string, TypeKind>> = {
  [Kind.OBJECT_TYPE_DEFINITION]: 'object',
  [Kind.OBJECT_TYPE_EXTENSION]: 'object',
  [Kind.INTERFACE_TYPE_DEFINITION]: 'interface',
  [Kind.INTERFACE_TYPE_EXTENSION]: 'interface',
  [Kind.UNION_TYPE_DEFINITION]: 'union',
  [Kind.UNION_TYPE_EXTENSION]: 'union',
  [Kind.ENUM_TYPE_DEFINITION]: 'enum',
  [Kind.ENUM_TYPE_EXTENSION]: 'enum',
  [Kind.SCALAR_TYPE_DEFINITION]: 'scalar',
  [Kind.SCALAR_TYPE_EXTENSION]: 'scalar',
  [Kind.INPUT_OBJECT_TYPE_DEFINITION]: 'input',
  [Kind.INPUT_OBJECT_TYPE_EXTENSION]: 'input',
};
const builtIn = ['Int', 'Float', 'String', 'Boolean', 'ID'];

/** @throws GraphQLError when the text is not SDL */
export function readServiceGraph(sdl: string): ServiceGraph {
  const { definitions } = parse(sdl, { noLocation: true });
  const roots = rootsOf(definitions);
  const types = new Map<string, TypeDef>(builtIn.map((name) => [name, emptyType(name, 'scalar')]));
  for (const node of definitions) {
    const kind = kinds[node.kind];
    if (kind === undefined || !('name' in node) || node.name === undefined) continue;
    const name = roots.get(node.name.value) ?? node.name.value;
    const type = types.get(name) ?? emptyType(name, kind);
    types.set(name, type);
    fill(type, node);
  }
  for (const type of types.values()) {
    if (type.kind === 'object') for (const parent of type.interfaces) types.get(parent)?.possible.add(type.name);
  }
  // An entry point: `_orders(ids: [ID!]!): [Order]! @merge(…)`.
  for (const node of definitions) {
    if (!('fields' in node) || !('name' in node) || roots.get(node.name?.value ?? '') !== 'Query') continue;
    for (const field of (node.fields ?? []) as FieldDefinitionNode[]) {
      const merge = field.directives?.find((one) => one.name.value === 'merge');
      const type = types.get(print(field.type).replaceAll(/[[\]!]/g, ''));
      if (merge === undefined || type === undefined) continue;
      const keyField = textArgument(merge, 'keyField');
      type.hasEntry ||= canBeEntered(field, textArgument(merge, 'keyArg'), keyField && type.fields.get(keyField));
      if (type.key.length === 0 && keyField !== undefined) type.key = [keyField];
    }
  }
  return { types };
}

/**
 * Whether objects can be fetched by this entry: one by a key, or a list by a list of keys, with nothing else demanded. What the
 * directive does not say (`argsExpr`, `key`) is taken as right. Without an entry nobody's fields lead to the type.
 */
function canBeEntered(field: FieldDefinitionNode, keyArg: string | undefined, key: FieldDef | undefined | ''): boolean {
  const args = field.arguments ?? [];
  const lists = (type: string): number => type.replaceAll(/[^[]/g, '').length;
  const answered = lists(print(field.type));
  if (keyArg === undefined) return answered <= 1;
  const taken = args.find(({ name }) => name.value === keyArg);
  if (taken === undefined || args.some((one) => one !== taken && isRequired(argument(one)))) return false;
  const { type } = argument(taken);
  return answered <= 1 && answered === lists(type) && (!key || isKeyType(key.type, type));
}

/** Keys travel as they are written: texts where texts are taken, numbers where numbers are. */
function isKeyType(key: string, taken: string): boolean {
  const plain = (type: string): string => type.replaceAll(/[[\]!]/g, '').replace(/^ID$/, 'String');
  return plain(key) === plain(taken);
}

/** Whether a field or argument of this type must be given. */
export function isRequired({ type, hasDefault }: ArgumentDef): boolean {
  return type.endsWith('!') && !hasDefault;
}

function emptyType(name: string, kind: TypeKind): TypeDef {
  return {
    name,
    kind,
    fields: new Map(),
    values: new Set(),
    possible: new Set(),
    interfaces: new Set(),
    key: [],
    hasEntry: false,
  };
}

function rootsOf(definitions: readonly DefinitionNode[]): Map<string, string> {
  const roots = new Map<string, string>(Object.values(rootNames).map((name) => [name, name]));
  for (const node of definitions) {
    if (node.kind !== Kind.SCHEMA_DEFINITION && node.kind !== Kind.SCHEMA_EXTENSION) continue;
    for (const { operation, type } of node.operationTypes ?? []) roots.set(type.name.value, rootNames[operation]);
  }
  return roots;
}

function fill(type: TypeDef, node: DefinitionNode): void {
  if ('fields' in node) {
    for (const field of node.fields ?? []) {
      const args = field.kind === Kind.FIELD_DEFINITION ? (field.arguments ?? []) : [];
      type.fields.set(field.name.value, {
        type: print(field.type),
        args: new Map(args.map((arg) => [arg.name.value, argument(arg)])),
        hasDefault: field.kind === Kind.INPUT_VALUE_DEFINITION && field.defaultValue !== undefined,
      });
    }
  }
  if ('values' in node) for (const value of node.values ?? []) type.values.add(value.name.value);
  if ('types' in node) for (const member of node.types ?? []) type.possible.add(member.name.value);
  if ('interfaces' in node) for (const parent of node.interfaces ?? []) type.interfaces.add(parent.name.value);
  const key = (node.directives as readonly ConstDirectiveNode[] | undefined)?.find((one) => one.name.value === 'key');
  // `{ id }`, `{ owner { id } }`: the outermost names are what must be there.
  const selection = key === undefined ? undefined : textArgument(key, 'selectionSet');
  if (selection !== undefined) type.key = outermost(selection);
}

function argument(node: InputValueDefinitionNode): ArgumentDef {
  return { type: print(node.type), hasDefault: node.defaultValue !== undefined };
}

function textArgument(directive: ConstDirectiveNode, name: string): string | undefined {
  const value = directive.arguments?.find((one) => one.name.value === name)?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}

function outermost(selection: string): string[] {
  let depth = 0;
  const names: string[] = [];
  for (const [token] of selection.matchAll(/[{}]|\w+/g)) {
    if (token === '{') depth++;
    else if (token === '}') depth--;
    else if (depth === 1) names.push(token);
  }
  return names;
}
