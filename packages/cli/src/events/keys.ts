/** The keys of personal data, for verbs that need them. What opens them is loaded only then: it brings along all that runs services. */
import type { Commit } from '@tessera/event-log';
import type { KeyVault, SealReport } from '@tessera/service-kit';
import { existsSync } from 'node:fs';
import type { Context } from '../commands/context.ts';
import type { Style } from '../terminal/style.ts';
import type { VerbOption } from '../verbs/verb.ts';

export const keysOption: VerbOption = {
  flags: '--keys <file>',
  description: 'where the keys are (also TESSERA_KEYS; default: keys/keys.db in the data folder)',
};

export interface KeysOptions {
  readonly keys?: string;
}

export function keysOf({ data }: Context, { keys }: KeysOptions): string {
  return keys ?? (process.env.TESSERA_KEYS || data.keys);
}

export async function openKeys(path: string): Promise<KeyVault> {
  const { openSqliteVault } = await import('./personal-data.ts');
  return openSqliteVault({ path });
}

export interface SealedLooker {
  look(commit: Commit): void;
  /** Closes the keys. */
  end(): SealReport;
}

/** Sees of each commit whether its personal data can be read. Keys that are not there are not made. */
export async function lookAtSealed(path: string): Promise<SealedLooker> {
  const { createSealCheck } = await import('./personal-data.ts');
  const vault = existsSync(path) ? await openKeys(path) : undefined;
  const check = createSealCheck(vault);
  return {
    look: (commit) => check.look(commit),
    end() {
      vault?.close();
      return check.report();
    },
  };
}

/** So many are named; a log whose keys are all gone need not name everybody. */
const named = 5;

/** Undefined: all is well. */
export function renderSealed({ sealed, lost, foreign }: SealReport, keys: string, style: Style): string | undefined {
  const troubled = [...lost, ...foreign];
  if (troubled.length === 0) return undefined;
  const some = troubled.slice(0, named).map(({ domain, subject }) => `${subject} (${domain})`);
  const others = troubled.length > named ? ` and ${troubled.length - named} more` : '';
  const lines = [
    `${style.warn('!')} the personal data of ${troubled.length} of ${sealed} persons cannot be read with ${keys}: ${some.join(', ')}${others}`,
    lost.length > 0 ? `  ${lost.length} × no key: they are read as erased` : '',
    foreign.length > 0 ? `  ${foreign.length} × a key that does not fit: their events would be parked` : '',
    '  restore the keys that belong to this log before you start its services (docs/explanation/privacy.md), or name them with --keys',
  ];
  return lines.filter((line) => line !== '').join('\n');
}
