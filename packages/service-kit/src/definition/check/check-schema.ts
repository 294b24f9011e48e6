import { buildSchema, GraphQLError, isListType, isNonNullType, isObjectType, type GraphQLSchema } from 'graphql';
import { liveProjection } from '../live-fields.ts';
import { prelude } from '../prelude.ts';
import type { ServiceDefinition } from '../service.ts';
import { known } from './names.ts';

/** The SDL, and everything that refers into it: live fields, projections' types, resolvers, fields of other services. */
export function checkSchema(service: ServiceDefinition): string[] {
  let schema: GraphQLSchema;
  try {
    schema = buildSchema(`${prelude}\n${service.schema}`);
  } catch (error) {
    return [`schema: ${error instanceof GraphQLError ? error.message : String(error)}`];
  }
  return [...checkLive(service, schema), ...checkResolvers(service, schema), ...checkForeignFields(schema)];
}

function checkLive(service: ServiceDefinition, schema: GraphQLSchema): string[] {
  const problems: string[] = [];
  const fields = schema.getSubscriptionType()?.getFields() ?? {};
  for (const name of Object.keys(service.live)) {
    if (!Object.hasOwn(fields, name)) {
      problems.push(`live.${name}: the schema has no Subscription.${name}. ${known(Object.keys(fields))}`);
    }
  }
  for (const [name, field] of Object.entries(fields)) {
    const where = `Subscription.${name}`;
    const projection = liveProjection(field);
    if (projection === undefined) {
      problems.push(`${where}: say which projection it shows: ${name}: … @live(projection: "…").`);
      continue;
    }
    if (!Object.hasOwn(service.live, name))
      problems.push(`${where}: live.${name} is missing: who may see which partition?`);
    const definition = Object.hasOwn(service.projections, projection) ? service.projections[projection] : undefined;
    if (definition === undefined) {
      problems.push(`${where}: there is no projection "${projection}". ${known(Object.keys(service.projections))}`);
      continue;
    }
    const expected = `[${definition.type}!]!`;
    if (String(field.type) !== expected) {
      problems.push(`${where}: its type is ${String(field.type)}, but the projection "${projection}" has ${expected}.`);
    }
  }
  return problems;
}

function checkResolvers(service: ServiceDefinition, schema: GraphQLSchema): string[] {
  const problems: string[] = [];
  for (const [typeName, fields] of Object.entries(service.resolvers)) {
    const type = schema.getType(typeName);
    if (!isObjectType(type)) {
      problems.push(`resolvers.${typeName}: the schema has no such object type.`);
      continue;
    }
    for (const field of Object.keys(fields)) {
      if (!Object.hasOwn(type.getFields(), field))
        problems.push(`resolvers.${typeName}.${field}: the schema has no such field.`);
    }
  }
  for (const root of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.keys(root?.getFields() ?? {})) {
      const resolvers = service.resolvers[root!.name];
      if (resolvers === undefined || !Object.hasOwn(resolvers, field)) {
        problems.push(`resolvers.${root!.name}.${field} is missing: nothing answers it.`);
      }
    }
  }
  return problems;
}

/**
 * A field whose type is another service's entity (here only its key is known) must be nullable, and so must the entity
 * in a list: a dead neighbour costs its own field only.
 */
function checkForeignFields(schema: GraphQLSchema): string[] {
  const problems: string[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__') || type.name === 'Subscription') continue;
    for (const field of Object.values(type.getFields())) {
      if (field.name.startsWith('_') || !isNonNullType(field.type)) continue;
      const inner = isListType(field.type.ofType) ? field.type.ofType.ofType : field.type.ofType;
      const entity = isNonNullType(inner) ? inner.ofType : inner;
      if (isObjectType(entity) && isKeyOnly(entity.name, schema)) {
        problems.push(
          `schema: ${type.name}.${field.name} crosses to another service (${entity.name}) and must be nullable: ` +
            `${field.name}: ${String(field.type).replaceAll('!', '')}.`,
        );
      }
    }
  }
  return problems;
}

/** Only its key fields are here: the rest of the entity lives elsewhere. */
function isKeyOnly(name: string, schema: GraphQLSchema): boolean {
  const type = schema.getType(name);
  if (!isObjectType(type)) return false;
  const key = type.astNode?.directives?.find((directive) => directive.name.value === 'key');
  const selection = key?.arguments?.find((argument) => argument.name.value === 'selectionSet')?.value;
  if (selection?.kind !== 'StringValue') return false;
  const keys: string[] = selection.value.match(/\w+/g) ?? [];
  return Object.keys(type.getFields()).every((field) => keys.includes(field));
}
