/**
 * Subject patterns in NATS syntax: dot-separated tokens, `*` matches one token, a final `>` one or more.
 * Compiled once per subscription; `prefixes` lets an engine narrow its scan before `matches` decides.
 */
import { LogError } from './errors.ts';

/** What a pattern's subjects begin with; `exact` when the pattern has no wildcard at all. */
export interface SubjectPrefix {
  readonly text: string;
  readonly exact: boolean;
}

export interface SubjectFilter {
  /** The patterns as given, without those another one covers. Empty: everything matches. */
  readonly patterns: readonly string[];
  /** Every subject that matches begins with (or, if exact, is) one of these. Empty: everything matches. */
  readonly prefixes: readonly SubjectPrefix[];
  matches(subject: string): boolean;
}

const token = /^[A-Za-z0-9_-]+$/;
const everything: SubjectFilter = { patterns: [], prefixes: [], matches: () => true };

/** Throws `INVALID_FILTER` for a malformed pattern or an empty list (which would match nothing, for ever). */
export function compileFilter(patterns?: readonly string[]): SubjectFilter {
  if (patterns === undefined) return everything;
  if (!Array.isArray(patterns) || patterns.length === 0) {
    throw invalid(String(patterns), 'leave `filter` out to receive everything');
  }
  const parsed = [...new Set(patterns)].map(parse);
  if (parsed.some((tokens) => tokens[0] === '>')) return everything;
  const kept = parsed.filter((one) => !parsed.some((other) => other !== one && covers(other, one)));
  const tests = kept.map(compile);
  return {
    patterns: kept.map((tokens) => tokens.join('.')),
    prefixes: kept.map(prefixOf),
    matches: (subject) => tests.some((test) => test(subject)),
  };
}

function parse(pattern: string): string[] {
  const tokens = typeof pattern === 'string' ? pattern.split('.') : [''];
  for (const [at, one] of tokens.entries()) {
    if (one === '>' && at !== tokens.length - 1) throw invalid(pattern, '`>` may only be the last token');
    if (one !== '*' && one !== '>' && !token.test(one)) {
      throw invalid(pattern, 'tokens are [A-Za-z0-9_-]+, `*`, or a final `>`, separated by dots');
    }
  }
  return tokens;
}

function invalid(pattern: string, why: string): LogError {
  return new LogError('INVALID_FILTER', `${JSON.stringify(pattern)} is not a subject pattern: ${why}.`, { pattern });
}

/** Whether every subject that `narrow` matches is matched by `wide` too. */
function covers(wide: readonly string[], narrow: readonly string[]): boolean {
  for (const [at, one] of wide.entries()) {
    const other = narrow[at];
    if (other === undefined) return false;
    if (one === '>') return true;
    if (other === '>' || (one !== '*' && one !== other)) return false;
  }
  return wide.length === narrow.length;
}

function compile(tokens: readonly string[]): (subject: string) => boolean {
  const source = tokens.map((one) => (one === '*' ? '[^.]+' : one === '>' ? '.+' : one)).join('\\.');
  const pattern = new RegExp(`^${source}$`);
  return (subject) => pattern.test(subject);
}

function prefixOf(tokens: readonly string[]): SubjectPrefix {
  const wild = tokens.findIndex((one) => one === '*' || one === '>');
  if (wild === -1) return { text: tokens.join('.'), exact: true };
  return {
    text: tokens
      .slice(0, wild)
      .map((one) => `${one}.`)
      .join(''),
    exact: false,
  };
}
