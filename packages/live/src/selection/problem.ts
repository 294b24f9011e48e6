import type { ASTNode } from 'graphql';
import type { SelectionProblem } from './selection.ts';

/** A problem at a place in the operation's text. */
export function problem(code: SelectionProblem['code'], message: string, node?: ASTNode): SelectionProblem {
  const start = node?.loc?.startToken;
  return { code, message, ...(start === undefined ? {} : { at: { line: start.line, column: start.column } }) };
}
