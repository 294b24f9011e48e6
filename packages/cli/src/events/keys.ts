/** The keys of personal data, for verbs that need them. What opens them is loaded only then: it brings along all that runs services. */
import { existsSync } from 'node:fs';
import { isServerUrl, shownUrl, type Commit } from '@tessera/event-log';
import type { KeyVault, SealReport } from '@tessera/service-kit';
import type { KeysPlace } from '@tessera/service-kit/node';
import type { Context } from '../commands/context.ts';
import type { DataFolder } from '../data-folder/paths.ts';
import { readKeysSecret } from '../data-folder/secrets.ts';
import type { Style } from '../terminal/style.ts';
import type { VerbOption } from '../verbs/verb.ts';

export const keysOption: VerbOption = {
  flags: '--keys <place>',
  description:
    'where the keys are, a file or nats://… (also TESSERA_KEYS; default: keys/keys.db in the data folder, or with a log on NATS when that file does not exist)',
};

export interface KeysOptions {
  readonly keys?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the keys that go with a log are. Keys stay where they were made: also in a file, when the log moved to servers. */
export function placeOfKeys(data: DataFolder, log: string, env: Environment, named?: string): KeysPlace {
  const usual = isServerUrl(log) && !existsSync(data.keys) ? log : data.keys;
  const keys = named ?? (env['TESSERA_KEYS'] || usual);
  return { keys, secret: env['TESSERA_KEYS_SECRET'] || readKeysSecret(data.secrets) };
}

export function keysOf({ data }: Context, log: string, { keys }: KeysOptions): KeysPlace {
  return placeOfKeys(data, log, process.env, keys);
}

export async function openKeys(place: KeysPlace): Promise<KeyVault> {
  const personal = await import('./personal-data.ts');
  return personal.openKeys(place);
}

export interface SealedLooker {
  look(commit: Commit): Promise<void>;
  /** Closes the keys. */
  end(): SealReport;
}

/** Sees of each commit whether its personal data can be read. Keys that are not there are not made. */
export async function lookAtSealed(place: KeysPlace): Promise<SealedLooker> {
  const { createSealCheck, openExistingKeys } = await import('./personal-data.ts');
  const vault = await openExistingKeys(place);
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
export function renderSealed(
  { sealed, lost, foreign }: SealReport,
  { keys }: KeysPlace,
  style: Style,
): string | undefined {
  const troubled = [...lost, ...foreign];
  if (troubled.length === 0) return undefined;
  const some = troubled.slice(0, named).map(({ domain, subject }) => `${subject} (${domain})`);
  const others = troubled.length > named ? ` and ${troubled.length - named} more` : '';
  const lines = [
    `${style.warn('!')} the personal data of ${troubled.length} of ${sealed} persons cannot be read with ${shownUrl(keys)}: ${some.join(', ')}${others}`,
    lost.length > 0 ? `  ${lost.length} × no key: they are read as erased` : '',
    foreign.length > 0 ? `  ${foreign.length} × a key that does not fit: their events would be parked` : '',
    '  restore the keys that belong to this log before you start its services (docs/explanation/privacy.md), or name them with --keys',
  ];
  return lines.filter((line) => line !== '').join('\n');
}
