/**
 * Compiles a subscription operation into what the hub needs of it: the field, its arguments, and a function that picks
 * the selected part of a document. Nothing is resolved: a live operation selects only what the service's documents hold.
 *
 * `schema` is the service's own, so that a field of another service is an unknown one here.
 */
import type { DocumentNode, FieldNode, GraphQLField, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import {
  GraphQLError,
  Kind,
  NoFragmentCyclesRule,
  getArgumentValues,
  getNamedType,
  getVariableValues,
  isCompositeType,
  validate,
} from 'graphql';
import { checkDocumentFields } from './check-document-fields.ts';
import { fragmentsOf, rootFields, type Fragments } from './fragments.ts';
import { buildPicker } from './picker.ts';
import { problem } from './problem.ts';
import type { CompiledSelection, SelectionProblem } from './selection.ts';

export interface SelectionSource {
  readonly document: DocumentNode;
  readonly schema: GraphQLSchema;
  /** `Type.field` of fields that have a resolver, from the service's contract. */
  readonly computed?: readonly string[];
}

export type SelectionOutcome =
  | { readonly ok: true; readonly selection: CompiledSelection }
  | { readonly ok: false; readonly problems: readonly SelectionProblem[] };

/** Arguments that would make a list depend on more than which documents are in it. */
const shapesTheList =
  /^(first|last|limit|offset|skip|take|page|before|after|cursor|order|orderBy|sort|sortBy|descending|search)$/;

/** Used when an operation is published (to refuse it) and by the gateway, once per graph. All problems are reported. */
export function compileSelection({ document, schema, computed = [] }: SelectionSource): SelectionOutcome {
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const [operation] = operations;
  if (operation === undefined || operations.length > 1 || operation.operation !== 'subscription')
    return refused(
      problem('NOT_ONE_SUBSCRIPTION', 'A live operation is a document with exactly one subscription.', operation),
    );
  // Everything below follows fragments and would never end in a cycle.
  const [cycle] = validate(schema, document, [NoFragmentCyclesRule]);
  if (cycle !== undefined) return refused(problem('FRAGMENT_CYCLE', cycle.message, cycle.nodes?.[0]));
  const fragments = fragmentsOf(document);
  const found = findRoot(operation, fragments, schema);
  if (!found.ok) return found;
  const { node, definition } = found;
  const type = getNamedType(definition.type);
  if (!isCompositeType(type) || node.selectionSet === undefined)
    return refused(
      problem(
        'NOT_DOCUMENTS',
        `Subscription.${node.name.value} is a ${String(definition.type)}; only lists of documents can be live.`,
        node,
      ),
    );
  const problems = [
    ...checkListArguments(node),
    ...checkDocumentFields({ type, selectionSet: node.selectionSet, schema, fragments, computed: new Set(computed) }),
  ];
  if (problems.length > 0) return { ok: false, problems };
  const selectionSet = node.selectionSet;
  const selection: CompiledSelection = {
    field: node.name.value,
    bind(inputs) {
      const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], inputs);
      if (coerced.errors !== undefined) return { ok: false, problem: badVariables(coerced.errors[0]!) };
      const args = argumentsOf(definition, node, coerced.coerced);
      if (!args.ok) return args;
      const picker = buildPicker({ type, selectionSet, schema, fragments, variables: coerced.coerced });
      return {
        ok: true,
        bound: { field: node.name.value, args: args.values, key: picker.key, pick: picker.pick },
      };
    },
  };
  return { ok: true, selection };
}

type Root =
  | { readonly ok: true; readonly node: FieldNode; readonly definition: GraphQLField<unknown, unknown> }
  | { readonly ok: false; readonly problems: readonly SelectionProblem[] };

function findRoot(operation: OperationDefinitionNode, fragments: Fragments, schema: GraphQLSchema): Root {
  const nodes = rootFields(operation.selectionSet, fragments);
  const [node] = nodes;
  if (node === undefined || nodes.length > 1) {
    const names = nodes.map(({ name }) => name.value).join(', ') || 'none';
    return refused(
      problem(
        'NOT_ONE_ROOT_FIELD',
        `A live operation selects exactly one root field of one service; this one selects ${names}. Make it one operation per field.`,
        nodes[1] ?? operation,
      ),
    );
  }
  if (node.directives !== undefined && node.directives.length > 0)
    return refused(
      problem('BAD_DIRECTIVE', `The root field ${node.name.value} takes no directives in a live operation.`, node),
    );
  const definition = schema.getSubscriptionType()?.getFields()[node.name.value];
  if (definition === undefined)
    return refused(
      problem('UNKNOWN_FIELD', `Subscription.${node.name.value} does not exist in the service's schema.`, node),
    );
  return { ok: true, node, definition };
}

function checkListArguments(node: FieldNode): SelectionProblem[] {
  return (node.arguments ?? [])
    .filter(({ name }) => shapesTheList.test(name.value))
    .map((argument) =>
      problem(
        'SORT_OR_LIMIT',
        `Subscription.${node.name.value}(${argument.name.value}:) sorts, searches or limits; a live list is whole, arguments only say which documents are in it. Sort in the app.`,
        argument,
      ),
    );
}

function argumentsOf(
  definition: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variables: Readonly<Record<string, unknown>>,
): { ok: true; values: Readonly<Record<string, unknown>> } | { ok: false; problem: SelectionProblem } {
  try {
    return { ok: true, values: getArgumentValues(definition, node, variables) };
  } catch (error) {
    if (error instanceof GraphQLError) return { ok: false, problem: badVariables(error) };
    throw error;
  }
}

function badVariables(error: GraphQLError): SelectionProblem {
  return { code: 'BAD_VARIABLES', message: error.message };
}

function refused(only: SelectionProblem): { readonly ok: false; readonly problems: readonly SelectionProblem[] } {
  return { ok: false, problems: [only] };
}
