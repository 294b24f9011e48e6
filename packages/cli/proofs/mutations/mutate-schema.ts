/** One change to a service's SDL, as a team would make it; whether it breaks anybody is not known here. */
import { Kind, parse, parseType, parseValue, print, visit } from 'graphql';
import type {
  EnumTypeDefinitionNode,
  FieldDefinitionNode,
  InputValueDefinitionNode,
  ObjectTypeDefinitionNode,
  InputObjectTypeDefinitionNode,
  TypeNode,
} from 'graphql';
import type { Random } from '@tessera/contracts/testing';

export interface SchemaChange {
  readonly sdl: string;
  /** For people: `Order.number nullable`. */
  readonly what: string;
  /** The type that was changed: operations that touch it may notice. */
  readonly type: string;
  /** Of an enum: the value that came or went. */
  readonly value?: string;
  /** A field that came. */
  readonly added?: string;
}

type Shaped = ObjectTypeDefinitionNode | InputObjectTypeDefinitionNode | EnumTypeDefinitionNode;

/** Undefined when the change that was drawn makes no sense there. */
export function mutateSchema(sdl: string, random: Random): SchemaChange | undefined {
  const document = parse(sdl, { noLocation: true });
  const types = document.definitions.filter((node): node is Shaped =>
    ([Kind.OBJECT_TYPE_DEFINITION, Kind.INPUT_OBJECT_TYPE_DEFINITION, Kind.ENUM_TYPE_DEFINITION] as string[]).includes(
      node.kind,
    ),
  );
  const type = random.pick(types);
  const change = type.kind === Kind.ENUM_TYPE_DEFINITION ? onEnum(type, random) : onFields(type, random);
  if (change === undefined) return undefined;
  const definitions = document.definitions.map((node) => (node === type ? change.node : node));
  return { ...change, sdl: print({ ...document, definitions }), type: type.name.value };
}

function onEnum(type: EnumTypeDefinitionNode, random: Random) {
  const values = type.values ?? [];
  if (random.chance(0.5) && values.length > 1) {
    const gone = random.pick(values);
    const value = gone.name.value;
    return {
      node: { ...type, values: values.filter((one) => one !== gone) },
      what: `${type.name.value} loses ${value}`,
      value,
    };
  }
  const value = 'NEWLY_MADE';
  const added = { kind: Kind.ENUM_VALUE_DEFINITION as const, name: { kind: Kind.NAME as const, value } };
  return { node: { ...type, values: [...values, added] }, what: `${type.name.value} gains a value`, value };
}

function onFields(type: ObjectTypeDefinitionNode | InputObjectTypeDefinitionNode, random: Random) {
  const fields = (type.fields ?? []) as readonly (FieldDefinitionNode | InputValueDefinitionNode)[];
  const field = random.pick(fields);
  const at = `${type.name.value}.${field.name.value}`;
  const isOutput = type.kind === Kind.OBJECT_TYPE_DEFINITION;
  const replaced = (by: readonly unknown[], what: string, added?: string) => ({
    node: { ...type, fields: fields.flatMap((one) => (one === field ? by : [one])) } as Shaped,
    what,
    ...(added === undefined ? {} : { added }),
  });
  const args = isOutput ? ((field as FieldDefinitionNode).arguments ?? []) : [];
  const withArgs = (next: readonly InputValueDefinitionNode[], what: string) =>
    replaced([{ ...field, arguments: next }], what);
  const arg = args.length === 0 ? undefined : random.pick(args);
  const changedArg = (change: Partial<InputValueDefinitionNode>, what: string) =>
    arg &&
    withArgs(
      args.map((one) => (one === arg ? { ...one, ...change } : one)),
      `${at}(${arg.name.value}:) ${what}`,
    );
  const isRoot = ['Query', 'Mutation', 'Subscription'].includes(type.name.value);

  switch (random.int(isOutput ? 16 : 9)) {
    case 0:
      return fields.length > 1 ? replaced([], `${at} removed`) : undefined;
    case 1:
      return field.type.kind === Kind.NON_NULL_TYPE
        ? replaced([{ ...field, type: field.type.type }], `${at} nullable`)
        : undefined;
    case 2:
      return field.type.kind === Kind.NON_NULL_TYPE
        ? undefined
        : replaced([{ ...field, type: nonNull(field.type) }], `${at} non-null`);
    case 3: {
      const other = retyped(field.type);
      return other && replaced([{ ...field, type: other }], `${at} retyped`);
    }
    case 4:
      return replaced([{ ...field, type: parseType(`[${print(field.type)}]`) }], `${at} a list`);
    case 5:
    case 6: {
      const added = random.pick(['colour', 'weight', 'nickname']);
      const text = isOutput
        ? random.pick(['String', 'String!', 'Int', '[String!]!'])
        : random.pick(['String', 'Int', 'String!', 'Int! = 1']);
      const [shown, preset] = text.split(' = ') as [string, string?];
      const kind = isOutput ? Kind.FIELD_DEFINITION : Kind.INPUT_VALUE_DEFINITION;
      const made = {
        kind,
        name: { kind: Kind.NAME, value: added },
        type: parseType(shown),
        ...(preset === undefined ? {} : { defaultValue: parseValue(preset) }),
      };
      return replaced([field, made], `${type.name.value}.${added}: ${text} added`, added);
    }
    case 7:
      return fields.length > 1
        ? replaced([{ ...field, name: { ...field.name, value: `${field.name.value}Renamed` } }], `${at} renamed`)
        : undefined;
    case 8:
      return replaced(
        [{ ...field, description: { kind: Kind.STRING, value: 'Said in other words.' } }],
        `${at} described`,
      );
    case 9:
    case 10: {
      const text = random.pick(['String', 'Boolean', 'String!', 'Int! = 3']);
      const [shown, preset] = text.split(' = ') as [string, string?];
      const made = {
        kind: Kind.INPUT_VALUE_DEFINITION,
        name: { kind: Kind.NAME, value: 'extra' },
        type: parseType(shown),
        ...(preset === undefined ? {} : { defaultValue: parseValue(preset) }),
      } as InputValueDefinitionNode;
      // Entry points are the gateway's own.
      return field.name.value.startsWith('_') ? undefined : withArgs([...args, made], `${at}(extra: ${text}) added`);
    }
    case 11:
      return arg && !field.name.value.startsWith('_')
        ? withArgs(
            args.filter((one) => one !== arg),
            `${at}(${arg.name.value}:) removed`,
          )
        : undefined;
    case 12:
      return arg && arg.type.kind !== Kind.NON_NULL_TYPE
        ? changedArg({ type: nonNull(arg.type) }, 'non-null')
        : undefined;
    case 13:
      return arg && arg.type.kind === Kind.NON_NULL_TYPE && !field.name.value.startsWith('_')
        ? changedArg({ type: arg.type.type }, 'nullable')
        : undefined;
    case 14: {
      const other = arg && retyped(arg.type);
      return other && !field.name.value.startsWith('_') ? changedArg({ type: other }, 'retyped') : undefined;
    }
    default:
      return isRoot && type.name.value === 'Subscription'
        ? undefined
        : replaced(
            [
              {
                ...field,
                directives: [
                  ...(field.directives ?? []),
                  { kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: 'deprecated' } },
                ],
              },
            ],
            `${at} deprecated`,
          );
  }
}

function nonNull(type: Exclude<TypeNode, { kind: Kind.NON_NULL_TYPE }>): TypeNode {
  return { kind: Kind.NON_NULL_TYPE, type };
}

const others: Readonly<Record<string, string>> = {
  String: 'Int',
  Int: 'Float',
  Float: 'Int',
  ID: 'Int',
  Boolean: 'String',
};

/** The same shape around another scalar; undefined around anything else. */
function retyped(type: TypeNode): TypeNode | undefined {
  let found = false;
  const changed = visit(type, {
    NamedType(node) {
      const other = others[node.name.value];
      if (other === undefined) return undefined;
      found = true;
      return { ...node, name: { ...node.name, value: other } };
    },
  });
  return found ? changed : undefined;
}
