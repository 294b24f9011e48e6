/** Whether a selection stays within what documents hold: plain fields of the service's own types. */
import type { DirectiveNode, FieldNode, GraphQLCompositeType, GraphQLSchema, SelectionSetNode } from 'graphql';
import { Kind, getNamedType, isCompositeType, isUnionType } from 'graphql';
import type { Fragments } from './fragments.ts';
import { problem } from './problem.ts';
import type { SelectionProblem } from './selection.ts';

export interface CheckedSelection {
  readonly type: GraphQLCompositeType;
  readonly selectionSet: SelectionSetNode;
  readonly schema: GraphQLSchema;
  readonly fragments: Fragments;
  readonly computed: ReadonlySet<string>;
}

/** All problems; empty = fit to be picked. */
export function checkDocumentFields({
  type,
  selectionSet,
  schema,
  fragments,
  computed,
}: CheckedSelection): SelectionProblem[] {
  const problems: SelectionProblem[] = [];
  // A fragment is checked once per type it is used on.
  const entered = new Set<string>();
  check(type, selectionSet);
  return problems;

  function check(parent: GraphQLCompositeType, set: SelectionSetNode): void {
    for (const selection of set.selections) {
      checkDirectives(selection.directives ?? []);
      if (selection.kind === Kind.FIELD) {
        checkField(parent, selection);
        continue;
      }
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        enter(parent, selection.typeCondition?.name.value, selection.selectionSet);
        continue;
      }
      const name = selection.name.value;
      const fragment = fragments.get(name);
      if (fragment === undefined) {
        problems.push(problem('UNKNOWN_FRAGMENT', `The fragment ${name} is not in the document.`, selection));
        continue;
      }
      if (entered.has(`${parent.name} ${name}`)) continue;
      entered.add(`${parent.name} ${name}`);
      enter(parent, fragment.typeCondition.name.value, fragment.selectionSet);
    }
  }

  function enter(parent: GraphQLCompositeType, condition: string | undefined, set: SelectionSetNode): void {
    const narrowed = condition === undefined ? parent : schema.getType(condition);
    if (isCompositeType(narrowed)) return check(narrowed, set);
    problems.push(problem('UNKNOWN_FIELD', `The type ${condition} does not exist in the service's schema.`, set));
  }

  function checkField(parent: GraphQLCompositeType, node: FieldNode): void {
    const name = node.name.value;
    if (name === '__typename') return;
    const path = `${parent.name}.${name}`;
    const definition = isUnionType(parent) ? undefined : parent.getFields()[name];
    if (definition === undefined) {
      const hint = `A live operation selects only what its own service keeps; ask for the rest by query.`;
      problems.push(problem('UNKNOWN_FIELD', `${path} does not exist in the service's schema. ${hint}`, node));
      return;
    }
    if (computed.has(path)) {
      problems.push(
        problem('COMPUTED_FIELD', `${path} is computed when asked for, so it cannot be pushed; query it.`, node),
      );
      return;
    }
    if (definition.args.length > 0) {
      problems.push(
        problem('FIELD_WITH_ARGUMENTS', `${path} takes arguments, so it is no part of a document; query it.`, node),
      );
      return;
    }
    const inner = getNamedType(definition.type);
    if (node.selectionSet !== undefined && isCompositeType(inner)) check(inner, node.selectionSet);
    else if (node.selectionSet !== undefined || isCompositeType(inner))
      problems.push(
        problem(
          'UNKNOWN_FIELD',
          `${path} is a ${inner.name}: its selection does not fit (none, or one too many).`,
          node,
        ),
      );
  }

  function checkDirectives(directives: readonly DirectiveNode[]): void {
    for (const directive of directives) {
      const name = directive.name.value;
      if (name === 'include' || name === 'skip') continue;
      problems.push(problem('BAD_DIRECTIVE', `@${name} means nothing in a live operation; remove it.`, directive));
    }
  }
}
