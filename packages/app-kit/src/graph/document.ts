/** Typed documents as the client preset generates them: apps import them from `#graphql`. */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import type { OperationDefinitionNode } from 'graphql';

export type Document<Data, Variables> = TypedDocumentNode<Data, Variables>;

/** Documents without required variables may be used without any. */
export type VariablesAnd<Variables, Options> =
  Partial<Variables> extends Variables
    ? [variables?: Variables, options?: Options]
    : [variables: Variables, options?: Options];

/** The hash the operation was published under: sha256 of its text. */
export function hashOf(document: Document<never, never> | object): string {
  const hash = (document as { __meta__?: { hash?: string } }).__meta__?.hash;
  if (hash !== undefined) return hash;
  throw new Error(
    `The operation ${nameOf(document)} has no hash. Import documents from #graphql, which \`npm run generate\` writes from src/operations/*.graphql.`,
  );
}

/** What identifies the objects it selects: type → fields. Undefined when whoever generated it did not know. */
export function entitiesOf(document: object): Readonly<Record<string, readonly string[]>> | undefined {
  return (document as { __meta__?: { entities?: Readonly<Record<string, readonly string[]>> } }).__meta__?.entities;
}

export function nameOf(document: object): string {
  return definitionOf(document)?.name?.value ?? '(unnamed)';
}

/** The name a field has in the answer: its alias, if it has one. Live operations and commands have exactly one. */
export function rootFieldOf(document: object): string {
  const [field] = definitionOf(document)?.selectionSet.selections ?? [];
  if (field?.kind === 'Field') return field.alias?.value ?? field.name.value;
  throw new Error(`The operation ${nameOf(document)} selects no field at its root.`);
}

export function definitionOf(document: object): OperationDefinitionNode | undefined {
  const { definitions } = document as Document<never, never>;
  return definitions.find((one) => one.kind === 'OperationDefinition');
}
