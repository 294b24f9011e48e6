/** What a live operation is once compiled; see compile-selection.ts. */
import type { PickedDocument } from '../protocol/frames.ts';

/** Why an operation cannot be live, for the person who wrote it. */
export interface SelectionProblem {
  readonly code:
    | 'NOT_ONE_SUBSCRIPTION'
    | 'NOT_ONE_ROOT_FIELD'
    | 'UNKNOWN_FIELD'
    | 'NOT_DOCUMENTS'
    | 'COMPUTED_FIELD'
    | 'FIELD_WITH_ARGUMENTS'
    | 'SORT_OR_LIMIT'
    | 'BAD_DIRECTIVE'
    | 'UNKNOWN_FRAGMENT'
    | 'FRAGMENT_CYCLE'
    | 'BAD_VARIABLES';
  readonly message: string;
  /** Line and column in the operation's text, when known. */
  readonly at?: { readonly line: number; readonly column: number };
}

/** A selection with its variables filled in. */
export interface BoundSelection {
  /** The subscription field. */
  readonly field: string;
  /** Its arguments, coerced, with defaults. */
  readonly args: Readonly<Record<string, unknown>>;
  /** Equal for operations that pick the same from every document, whatever they are called. */
  readonly key: string;
  /** The selected part of a document; fields it does not have are null. */
  pick(document: Readonly<Record<string, unknown>>): PickedDocument;
}

/** An operation that was found fit to be live. Compiled once per graph, bound once per subscription. */
export interface CompiledSelection {
  readonly field: string;
  bind(
    variables: Readonly<Record<string, unknown>>,
  ): { readonly ok: true; readonly bound: BoundSelection } | { readonly ok: false; readonly problem: SelectionProblem };
}
