/** What is asked of an operation before it may be published, and again whenever the graph changes. */
import type {
  DocumentNode,
  FragmentDefinitionNode,
  GraphQLError,
  OperationDefinitionNode,
  SelectionSetNode,
} from 'graphql';
import {
  KnownFragmentNamesRule,
  Kind,
  LoneAnonymousOperationRule,
  NoFragmentCyclesRule,
  NoUndefinedVariablesRule,
  NoUnusedFragmentsRule,
  NoUnusedVariablesRule,
  SingleFieldSubscriptionsRule,
  TypeInfo,
  UniqueArgumentNamesRule,
  UniqueFragmentNamesRule,
  UniqueInputFieldNamesRule,
  UniqueOperationNamesRule,
  UniqueVariableNamesRule,
  parse,
  specifiedRules,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { Graph } from './compose.ts';

/** An operation as an app publishes it; the `PublishedOperation` of @tessera/contracts has this shape. */
export interface OperationSource {
  readonly name: string;
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly hash: string;
  readonly text: string;
  readonly source?: { readonly file: string; readonly line: number };
}

export interface OperationProblem {
  readonly operation: string;
  readonly hash: string;
  readonly message: string;
  /** In the consumer's source, as near as is known: `src/operations/order.graphql:12`. */
  readonly at?: string;
  /**
   * It is the schema that does not fit: with another release of a service it may hold. What is wrong in itself, or can be of
   * no live operation, has no such hope.
   */
  readonly waits?: true;
}

/** What no schema can mend. */
const ownRules = [
  UniqueOperationNamesRule,
  LoneAnonymousOperationRule,
  SingleFieldSubscriptionsRule,
  UniqueFragmentNamesRule,
  KnownFragmentNamesRule,
  NoUnusedFragmentsRule,
  NoFragmentCyclesRule,
  UniqueVariableNamesRule,
  NoUndefinedVariablesRule,
  NoUnusedVariablesRule,
  UniqueArgumentNamesRule,
  UniqueInputFieldNamesRule,
];
const schemaRules = specifiedRules.filter((rule) => !ownRules.includes(rule));

export type CheckedOperation =
  | { readonly ok: true; readonly document: DocumentNode }
  | { readonly ok: false; readonly problems: readonly OperationProblem[] };

/** All problems of all operations on a graph; empty = all may be published. */
export function validateOperations(graph: Graph<never>, operations: readonly OperationSource[]): OperationProblem[] {
  return operations.flatMap((operation) => {
    const checked = checkOperation(graph, operation);
    return checked.ok ? [] : checked.problems;
  });
}

export function checkOperation(graph: Graph<never>, operation: OperationSource): CheckedOperation {
  const problems: OperationProblem[] = [];
  const report: Report = (message, error, waits) => {
    const at = whereInSource(operation, error);
    const { name, hash } = operation;
    const where = at === undefined ? {} : { at };
    problems.push({ operation: name, hash, message, ...where, ...(waits === true ? { waits } : {}) });
  };
  let document: DocumentNode;
  try {
    document = parse(operation.text);
  } catch (error) {
    report((error as Error).message, error as GraphQLError);
    return { ok: false, problems };
  }
  const definitions = document.definitions.filter(
    (node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION,
  );
  const [definition] = definitions;
  if (definition === undefined || definitions.length > 1)
    report(`must hold exactly one operation, and holds ${definitions.length}`);
  else if (definition.name?.value !== operation.name)
    report(`is published as "${operation.name}", but its text calls it "${definition.name?.value ?? '(anonymous)'}"`);
  else if (definition.operation !== operation.kind)
    report(`is published as a ${operation.kind}, but its text is a ${definition.operation}`);
  for (const error of validate(graph.schema, document, ownRules, { maxErrors: 20 })) report(error.message, error);
  for (const error of validate(graph.schema, document, schemaRules, { maxErrors: 20 }))
    report(error.message, error, true);
  if (problems.length === 0 && operation.kind === 'subscription') checkLive(graph, definition!, document, report);
  return problems.length === 0 ? { ok: true, document } : { ok: false, problems };
}

type Report = (message: string, error?: GraphQLError, waits?: true) => void;

/** A live operation is one field of one service over one projection: its documents are selected from, nothing is resolved. */
function checkLive(
  graph: Graph<never>,
  definition: OperationDefinitionNode,
  document: DocumentNode,
  report: Report,
): void {
  const field = onlyRootField(definition.selectionSet, document);
  if (field === undefined) return report('a live operation selects exactly one root field');
  const service = graph.liveFields.get(field);
  if (service === undefined)
    return report(
      `Subscription.${field} is not live in any service: it needs @live and an entry in the service's "live"`,
      undefined,
      true,
    );
  const own = graph.serviceSchemas.get(service)!;
  for (const error of validate(own, document, specifiedRules, { maxErrors: 20 })) {
    report(
      `${error.message} A live operation may only select what "${service}" itself keeps; ask for the rest by query, the cache joins them.`,
      error,
    );
  }
  const computed = new Set(graph.services.get(service)!.computed);
  const types = new TypeInfo(own);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field(node) {
        const name = `${types.getParentType()?.name ?? ''}.${node.name.value}`;
        if (computed.has(name))
          report(`${name} is computed when asked for, so it cannot be pushed; ask for it by query.`, {
            locations: locationsOf(node.loc),
          } as GraphQLError);
      },
    }),
  );
}

function onlyRootField(selectionSet: SelectionSetNode, document: DocumentNode): string | undefined {
  const fragments = new Map(
    document.definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  );
  const names: string[] = [];
  const collect = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) names.push(selection.name.value);
      else if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet);
      else {
        const fragment = fragments.get(selection.name.value);
        if (fragment !== undefined) collect(fragment.selectionSet);
      }
    }
  };
  collect(selectionSet);
  return names.length === 1 ? names[0] : undefined;
}

function locationsOf(loc: OperationDefinitionNode['loc']): GraphQLError['locations'] {
  return loc === undefined ? undefined : [{ line: loc.startToken.line, column: loc.startToken.column }];
}

/** The text starts at the operation's line in its file; fragments may come from elsewhere, so this is a pointer, not a promise. */
function whereInSource({ source }: OperationSource, error: GraphQLError | undefined): string | undefined {
  if (source === undefined) return undefined;
  const line = error?.locations?.[0]?.line ?? 1;
  return `${source.file}:${source.line + line - 1}`;
}
