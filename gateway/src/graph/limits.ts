/**
 * How large a free text operation may be. Published operations were judged when they were published; free text comes
 * from tools and developers, and a mistake in a loop must not cost everyone.
 */
import { GraphQLError, Kind } from 'graphql';
import type { ASTVisitor, FragmentDefinitionNode, SelectionSetNode, ValidationContext, ValidationRule } from 'graphql';

export interface OperationLimits {
  /** Tokens of the text. @default 4000 */
  readonly tokens: number;
  /** Nesting of fields. @default 12 */
  readonly depth: number;
  /** Fields, fragments counted wherever they are spread. @default 600 */
  readonly fields: number;
  /** Aliased fields, counted likewise: the same costly field under many names. @default 30 */
  readonly aliases: number;
}

export const defaultLimits: OperationLimits = { tokens: 4000, depth: 12, fields: 600, aliases: 30 };

interface Cost {
  readonly depth: number;
  readonly fields: number;
  readonly aliases: number;
}

const nothing: Cost = { depth: 0, fields: 0, aliases: 0 };

/** A validation rule that refuses operations over the limits, with code `OPERATION_TOO_LARGE`. */
export function limitsRule(limits: OperationLimits): ValidationRule {
  return (context: ValidationContext): ASTVisitor => ({
    OperationDefinition(node) {
      const cost = measure(node.selectionSet, context, new Map(), new Set());
      for (const kind of ['depth', 'fields', 'aliases'] as const) {
        if (cost[kind] <= limits[kind]) continue;
        const message = `This operation is too large: ${kind} ${Math.min(cost[kind], 1e9)}, and ${limits[kind]} is allowed. Ask for less, or in several operations.`;
        context.reportError(new GraphQLError(message, { nodes: node, extensions: { code: 'OPERATION_TOO_LARGE' } }));
      }
    },
  });
}

/** Fragments are measured once and counted at each spread, so that exponential texts are measured in linear time. */
function measure(set: SelectionSetNode, context: ValidationContext, known: Map<string, Cost>, open: Set<string>): Cost {
  return set.selections.reduce<Cost>((sum, selection) => {
    if (selection.kind === Kind.FIELD) {
      const inner =
        selection.selectionSet === undefined ? nothing : measure(selection.selectionSet, context, known, open);
      const aliases = sum.aliases + inner.aliases + (selection.alias === undefined ? 0 : 1);
      return { depth: Math.max(sum.depth, inner.depth + 1), fields: sum.fields + inner.fields + 1, aliases };
    }
    const inner =
      selection.kind === Kind.INLINE_FRAGMENT
        ? measure(selection.selectionSet, context, known, open)
        : ofFragment(context.getFragment(selection.name.value), context, known, open);
    return {
      depth: Math.max(sum.depth, inner.depth),
      fields: sum.fields + inner.fields,
      aliases: sum.aliases + inner.aliases,
    };
  }, nothing);
}

function ofFragment(
  fragment: FragmentDefinitionNode | null | undefined,
  context: ValidationContext,
  known: Map<string, Cost>,
  open: Set<string>,
): Cost {
  // Cycles and unknown fragments are for the standard rules to refuse.
  if (!fragment || open.has(fragment.name.value)) return nothing;
  const measured = known.get(fragment.name.value);
  if (measured !== undefined) return measured;
  open.add(fragment.name.value);
  const cost = measure(fragment.selectionSet, context, known, open);
  open.delete(fragment.name.value);
  known.set(fragment.name.value, cost);
  return cost;
}
