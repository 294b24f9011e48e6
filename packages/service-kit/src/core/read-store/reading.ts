/** What readers of a projection rely on, from its definition. */
import { Kind, parse, print, type ObjectTypeDefinitionNode } from 'graphql';
import type { ServiceDefinition } from '../../definition/service.ts';
import { oncePer } from '../once-per.ts';
import type { Reading } from './read-store.ts';

export function readingOf(service: ServiceDefinition, name: string): Reading {
  const { type, partition, search, indexes = {} } = service.projections[name]!;
  return {
    partition: String(partition),
    search: search === undefined ? '' : String(search),
    indexes: Object.fromEntries(Object.entries(indexes).map(([index, value]) => [index, String(value)])),
    fields: Object.fromEntries(fieldsOf(service, type)),
  };
}

const typesOf = oncePer(
  ({ schema }: ServiceDefinition) =>
    new Map(
      parse(schema)
        .definitions.filter((node): node is ObjectTypeDefinitionNode => node.kind === Kind.OBJECT_TYPE_DEFINITION)
        .map((node) => [node.name.value, node]),
    ),
);

function fieldsOf(service: ServiceDefinition, root: string): Map<string, string> {
  const types = typesOf(service);
  const { resolvers } = service;
  const fields = new Map<string, string>();
  const seen = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const field of types.get(name)?.fields ?? []) {
      if (Object.hasOwn(resolvers[name] ?? {}, field.name.value)) continue;
      const type = print(field.type);
      fields.set(`${name}.${field.name.value}`, type);
      visit(type.replaceAll(/[[\]!]/g, ''));
    }
  };
  visit(root);
  return fields;
}
