import type { z } from 'zod';

/** One thing that is wrong with a document, and where. */
export interface ContractIssue {
  /** As in the document: `files["a.js"].bytes`, `contract.operations[2].hash`; empty for the document itself. */
  readonly path: string;
  readonly message: string;
}

/** A manifest, contract or composition that does not hold what it must. `code` is `INVALID_CONTRACT` unless said otherwise. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
  readonly code: string;
  readonly issues: readonly ContractIssue[];

  constructor(what: string, issues: readonly ContractIssue[], advice: string, code = 'INVALID_CONTRACT') {
    const shown = issues.slice(0, 10).map((issue) => `  ${issue.path || '(document)'}: ${issue.message}`);
    if (issues.length > 10) shown.push(`  … and ${issues.length - 10} more`);
    super(`${what} is not valid:\n${shown.join('\n')}\n${advice}`);
    this.code = code;
    this.issues = issues;
  }
}

/** `['files', 'a.js', 'bytes']` → `files["a.js"].bytes`. */
export function showPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((shown, key) => {
    if (typeof key === 'number') return `${shown}[${key}]`;
    const name = String(key);
    if (!/^[A-Za-z_$][\w$]*$/.test(name)) return `${shown}[${JSON.stringify(name)}]`;
    return shown === '' ? name : `${shown}.${name}`;
  }, '');
}

/** Parses with a schema; the error names every wrong path and says what to do. */
export function parseWith<T>(schema: z.ZodType<T>, value: unknown, what: string, advice: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues.map((issue) => ({ path: showPath(issue.path), message: issue.message }));
  throw new ContractError(what, issues, advice);
}
