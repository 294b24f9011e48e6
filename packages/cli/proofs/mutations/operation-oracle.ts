/**
 * Whether an operation still does what its app expects: it is executed over the really stitched graph, every service played
 * by its own schema with typed made-up answers, and the answer is compared with the types the app was built with. Shares
 * nothing with the gate's rules.
 */
import type { Random } from '@tessera/contracts/testing';
import { composeGraph, createGraphRuntime } from '@tessera/graph';
import {
  Kind,
  TypeInfo,
  buildSchema,
  execute,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
  typeFromAST,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type {
  DocumentNode,
  GraphQLFieldResolver,
  GraphQLInputType,
  GraphQLOutputType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionSetNode,
} from 'graphql';

export interface TestOperation {
  readonly name: string;
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
  /** Every type it reads or sends, by the schema it was built with. */
  readonly types: ReadonlySet<string>;
  /** Enums of which its app can show any value: it says so (`tolerates`). */
  readonly tolerated: ReadonlySet<string>;
}

/** What to make up more often than chance would: a value that came or went. */
export type Preferred = Readonly<Record<string, string>>;

export function readOperation(
  name: string,
  text: string,
  schema: GraphQLSchema,
  tolerates: readonly string[] = [],
): TestOperation {
  const document = parse(text);
  const definition = document.definitions.find(
    (one): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION,
  )!;
  const types = new Set<string>();
  const info = new TypeInfo(schema);
  const addInput = (type: GraphQLInputType | undefined): void => {
    const named = type && getNamedType(type);
    if (named === undefined || types.has(named.name)) return;
    types.add(named.name);
    if (isInputObjectType(named)) for (const field of Object.values(named.getFields())) addInput(field.type);
  };
  visit(
    document,
    visitWithTypeInfo(info, {
      Field() {
        for (const type of [info.getParentType(), info.getType()]) if (type) types.add(getNamedType(type).name);
      },
      VariableDefinition: (node) => addInput(typeFromAST(schema, node.type as never) as GraphQLInputType | undefined),
      Argument: () => addInput(info.getInputType() ?? undefined),
    }),
  );
  return { name, document, definition, types, tolerated: new Set(tolerates) };
}

export interface ServiceSdl {
  readonly name: string;
  readonly sdl: string;
}

export interface World {
  /** Undefined when the services cannot be one graph. */
  readonly runtime: ReturnType<typeof createGraphRuntime> | undefined;
  readonly schemas: ReadonlyMap<string, GraphQLSchema>;
}

export function createWorld(services: readonly ServiceSdl[], random: Random, preferred: Preferred): World {
  const schemas = new Map<string, GraphQLSchema>();
  try {
    for (const { name, sdl } of services) schemas.set(name, buildSchema(sdl, { assumeValidSDL: true }));
    const graph = composeGraph({
      services: services.map(({ name, sdl }) => ({
        name,
        schema: sdl,
        execute: ({ query, variables }) =>
          Promise.resolve(answer(schemas.get(name)!, parse(query), variables, random, preferred)),
      })),
    });
    return { runtime: createGraphRuntime(graph), schemas };
  } catch {
    return { runtime: undefined, schemas };
  }
}

/** Undefined when everything went as the app expects; else what did not. */
export async function findBreak(
  world: World,
  operation: TestOperation,
  expected: GraphQLSchema,
  random: Random,
  preferred: Preferred,
  samples: number,
): Promise<string | undefined> {
  if (world.runtime === undefined) return 'the services are no graph';
  const { document, definition } = operation;
  const root = definition.selectionSet.selections[0];
  const isLive = definition.operation === 'subscription';
  const own =
    isLive && root?.kind === Kind.FIELD
      ? [...world.schemas.values()].find((one) => one.getSubscriptionType()?.getFields()[root.name.value])
      : undefined;
  if (isLive && own === undefined) return 'no service has the live field';
  const [invalid] = validate(own ?? world.runtime.graph.schema, document);
  if (invalid !== undefined) return invalid.message;
  for (let sample = 0; sample < samples; sample++) {
    const variables = Object.fromEntries(
      (definition.variableDefinitions ?? []).flatMap((one) => {
        const value = makeInput(
          typeFromAST(expected, one.type as never) as GraphQLInputType,
          random,
          preferred,
          one.defaultValue !== undefined,
        );
        return value === undefined ? [] : [[one.variable.name.value, value]];
      }),
    );
    const result = own
      ? answer(own, document, variables, random, preferred)
      : await world.runtime.execute(document, variables, {});
    const plain = JSON.parse(JSON.stringify(result)) as { data?: unknown; errors?: { message: string }[] };
    if (plain.errors?.[0] !== undefined) return plain.errors[0].message;
    const type = expected.getRootType(definition.operation)!;
    const wrong = differs(plain.data, type, definition.selectionSet, operation, expected, '');
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** A service's answer: its own schema, made-up values. */
function answer(
  schema: GraphQLSchema,
  document: DocumentNode,
  variableValues: Readonly<Record<string, unknown>>,
  random: Random,
  preferred: Preferred,
) {
  const errors = validate(schema, document);
  if (errors.length > 0) return { errors };
  const result = execute({ schema, document, variableValues, rootValue: {}, fieldResolver: made(random, preferred) });
  return JSON.parse(JSON.stringify(result)) as object;
}

function made(random: Random, preferred: Preferred): GraphQLFieldResolver<Record<string, unknown>, unknown> {
  return (source, args, _context, { fieldName, returnType }) => {
    if (Object.hasOwn(source, fieldName)) return source[fieldName];
    // An entry point answers what it is asked for, in order.
    const keys = fieldName.startsWith('_') ? Object.values(args)[0] : undefined;
    if (Array.isArray(keys)) {
      const type = getNamedType(returnType);
      const key = isObjectType(type) ? keyOf(type.astNode) : undefined;
      return keys.map((value: unknown) => (key === undefined ? {} : { [key]: value }));
    }
    return makeOutput(returnType, random, preferred);
  };
}

function keyOf(
  node:
    | {
        readonly directives?: readonly {
          readonly name: { readonly value: string };
          readonly arguments?: readonly { readonly value: unknown }[];
        }[];
      }
    | null
    | undefined,
): string | undefined {
  const key = node?.directives?.find(({ name }) => name.value === 'key')?.arguments?.[0]?.value as
    { value?: string } | undefined;
  return key?.value?.match(/\w+/)?.[0];
}

function makeOutput(type: GraphQLOutputType, random: Random, preferred: Preferred): unknown {
  if (!isNonNullType(type) && random.chance(0.3)) return null;
  const inner = getNullableType(type);
  if (isListType(inner))
    return Array.from({ length: 1 + random.int(2) }, () =>
      makeOutput(inner.ofType as GraphQLOutputType, random, preferred),
    );
  return isLeafType(inner) ? makeLeaf(inner, random, preferred) : {};
}

function makeInput(type: GraphQLInputType, random: Random, preferred: Preferred, hasDefault: boolean): unknown {
  if ((!isNonNullType(type) || hasDefault) && random.chance(0.35))
    return isNonNullType(type) || random.chance(0.5) ? undefined : null;
  const inner = getNullableType(type);
  if (isListType(inner))
    return Array.from(
      { length: 1 + random.int(2) },
      () => makeInput(inner.ofType as GraphQLInputType, random, preferred, false) ?? null,
    );
  if (!isInputObjectType(inner)) return makeLeaf(inner, random, preferred);
  return Object.fromEntries(
    Object.values(inner.getFields()).flatMap((field) => {
      const value = makeInput(field.type, random, preferred, field.defaultValue !== undefined);
      return value === undefined ? [] : [[field.name, value]];
    }),
  );
}

function makeLeaf(type: GraphQLOutputType | GraphQLInputType, random: Random, preferred: Preferred): unknown {
  const named = getNamedType(type);
  if (isEnumType(named)) {
    const values = named.getValues().map((one) => one.name);
    const wanted = preferred[named.name];
    return wanted !== undefined && values.includes(wanted) && random.chance(0.6) ? wanted : random.pick(values);
  }
  switch (named.name) {
    case 'Int':
      return random.int(1000);
    case 'Float':
      return random.int(1000) + 0.5;
    case 'Boolean':
      return random.chance(0.5);
    default:
      return `text-${random.int(1000)}`;
  }
}

/** Where an answer is not what the type says; undefined when it is. */
function differs(
  value: unknown,
  type: GraphQLOutputType,
  set: SelectionSetNode | undefined,
  operation: TestOperation,
  schema: GraphQLSchema,
  at: string,
): string | undefined {
  if (isNonNullType(type))
    return value === null || value === undefined
      ? `${at} is ${String(value)}`
      : differs(value, type.ofType as GraphQLOutputType, set, operation, schema, at);
  if (value === undefined) return `${at} is not there`;
  if (value === null) return undefined;
  if (isListType(type)) {
    if (!Array.isArray(value)) return `${at} is no list`;
    for (const [index, one] of value.entries()) {
      const wrong = differs(one, type.ofType as GraphQLOutputType, set, operation, schema, `${at}[${index}]`);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  }
  if (isEnumType(type)) {
    const isKnown = type.getValue(String(value)) !== undefined || operation.tolerated.has(type.name);
    return isKnown ? undefined : `${at} is ${String(value)}`;
  }
  if (isLeafType(type))
    return leafFits(type.name, value) ? undefined : `${at} is ${JSON.stringify(value)}, no ${type.name}`;
  if (typeof value !== 'object' || set === undefined) return `${at} is no object`;
  const object = value as Readonly<Record<string, unknown>>;
  for (const selection of set.selections) {
    if (selection.kind !== Kind.FIELD) {
      const spread =
        selection.kind === Kind.INLINE_FRAGMENT
          ? selection
          : operation.document.definitions.find(
              (one) => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === selection.name.value,
            );
      const inside = (spread as { selectionSet: SelectionSetNode }).selectionSet;
      const wrong = differs(value, type, inside, operation, schema, at);
      if (wrong !== undefined) return wrong;
      continue;
    }
    const name = selection.name.value;
    const path = `${at}.${selection.alias?.value ?? name}`;
    const found = object[selection.alias?.value ?? name];
    if (name === '__typename') {
      if (found !== type.name) return `${path} is ${String(found)}`;
      continue;
    }
    const field = isObjectType(type) ? type.getFields()[name] : undefined;
    const wrong = field && differs(found, field.type, selection.selectionSet, operation, schema, path);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function leafFits(name: string, value: unknown): boolean {
  switch (name) {
    case 'Int':
      return Number.isInteger(value);
    case 'Float':
      return typeof value === 'number';
    case 'Boolean':
      return typeof value === 'boolean';
    default:
      return typeof value === 'string';
  }
}
