import { isLogError } from '@tessera/event-log';
import { shown } from '../terminal/shown.ts';
import type { Style } from '../terminal/style.ts';
import { CliError } from './cli-error.ts';
import { exitCodes } from './codes.ts';

/** For people: what, why, what to do, and the code to search for: of whoever refused it, if anybody did. */
export function renderError(error: unknown, style: Style): string {
  return shown(wordsOf(error, style));
}

function wordsOf(error: unknown, style: Style): string {
  // The log's messages say what failed, why, and what to do, all in one.
  if (isLogError(error)) return `${style.bad('✗')} ${error.message} ${style.dim(`[${error.code}]`)}\n`;
  if (!(error instanceof CliError)) {
    const unexpected = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return `${style.bad('✗')} tessera hit something it did not expect ${style.dim('[UNEXPECTED]')}\n${unexpected}\n`;
  }
  const lines = [`${style.bad('✗')} ${error.message} ${style.dim(`[${error.refusal ?? error.code}]`)}`];
  if (error.why !== undefined) lines.push(`  ${style.dim('why')}  ${indent(error.why)}`);
  lines.push(`  ${style.dim('do')}   ${indent(error.advice)}`);
  return `${lines.join('\n')}\n`;
}

/** For programs: one JSON object, on stderr. */
export function errorJson(error: unknown): string {
  const known = error instanceof CliError ? error : undefined;
  return JSON.stringify({
    error: {
      code: known?.code ?? (isLogError(error) ? error.code : 'UNEXPECTED'),
      ...(known?.refusal === undefined ? {} : { refusal: known.refusal }),
      ...(known?.field === undefined ? {} : { field: known.field }),
      message: error instanceof Error ? error.message : String(error),
      ...(known?.why === undefined ? {} : { why: known.why }),
      ...(known === undefined ? {} : { advice: known.advice }),
    },
  });
}

export function exitCodeOf(error: unknown): number {
  if (error instanceof CliError) return error.exitCode;
  return isLogError(error) ? exitCodes.LOG : exitCodes.UNEXPECTED;
}

const indent = (text: string): string => text.replaceAll(/\n(?!\n)/g, '\n       ');
