/** `tessera events keys move` */
import { isServerUrl, shownUrl } from '@tessera/event-log';
import type { MoveKeysResult, MoveStep } from '@tessera/service-kit/node';
import { mkdirSync } from 'node:fs';
import type { Context } from '../commands/context.ts';
import { tryLock, type DataLock } from '../data-folder/lock.ts';
import { readKeysSecret } from '../data-folder/secrets.ts';
import { CliError, messageOf } from '../errors/cli-error.ts';
import type { Verb } from '../verbs/verb.ts';
import { eventGroups } from './groups.ts';
import { logOption, logUrl, type LogOptions } from './open-log.ts';

export interface MoveOptions extends LogOptions {
  readonly to?: string;
  readonly servers?: string;
}

export const moveKeysVerb: Verb<MoveOptions> = {
  usage: 'keys move',
  group: eventGroups.views,
  summary: 'move the keys of personal data between a file and NATS',
  description:
    'Copies every key and every erasure, reads each back, only then switches over, and overwrites the keys that were left. ' +
    'The product must be stopped, on all machines. Interrupted at any point, the keys work where they are; run it again and it ' +
    'is completed. Services fold their documents anew when they start next. Exit code 1: refused, and nothing is overwritten.',
  options: [
    {
      flags: '--to <place>',
      description: '`nats` (a bucket beside the log), or `file` (keys/keys.db in the data folder)',
    },
    { flags: '--servers <url>', description: 'nats://… of the keys, when the log is not there (default: the log)' },
    logOption,
  ],
  examples: [
    'tessera events keys move --to nats --log nats://127.0.0.1:4222/shop',
    'tessera events keys move --to file --servers nats://127.0.0.1:4222/shop',
  ],
  async run({ data, output }, _args, options) {
    const { to } = options;
    if (to !== 'nats' && to !== 'file') {
      throw new CliError('USAGE', 'Where the keys are to go is not said', { advice: 'Add --to nats, or --to file.' });
    }
    const servers = options.servers ?? logUrl(data, options);
    if (!isServerUrl(servers)) {
      throw new CliError('USAGE', `${shownUrl(servers)} is no server that keys could be on`, {
        advice: 'Name it: --servers nats://host:port/<name of the log>',
      });
    }
    assertNotNamed(to, to === 'nats' ? servers : data.keys);
    const lock = lockData(data);
    const { moveKeys } = await import('./personal-data.ts');
    let result: MoveKeysResult;
    try {
      const secret = process.env.TESSERA_KEYS_SECRET || readKeysSecret(data.secrets);
      const onStep = (step: MoveStep) => output.say(`${output.style.good('✓')} ${steps[step]}`);
      result = await moveKeys({ to, file: data.keys, servers, secret, onStep });
    } catch (error) {
      throw new CliError('REFUSED', 'The keys could not be moved', {
        why: messageOf(error),
        advice:
          'Those that were there work as before. Mend what it says, and run it again: it completes what was begun.',
        cause: error,
      });
    } finally {
      lock.release();
    }
    if (!result.ok) throw refusal(result);
    const { keys, erased, from } = result;
    output.data({ keys, erased, from, to: result.to });
    output.print(
      `${output.style.good('✓')} ${keys} keys and ${erased} erasures are in ${result.to}; those in ${from} are overwritten.\n` +
        (to === 'nats'
          ? '  Every machine needs the secret they are wrapped by: secrets/keys-secret of this data folder, or TESSERA_KEYS_SECRET.'
          : '  Only this machine can read them now.'),
    );
  },
};

const steps: Readonly<Record<MoveStep, string>> = {
  copied: 'copied',
  checked: 'every key and erasure was read back and compared',
  switched: 'what starts from now on uses them there',
  left: 'whoever still has the former ones open stops using them',
  overwritten: 'the former ones are overwritten',
};

/** What is started next goes by TESSERA_KEYS: it would go on where there are no keys any more. */
function assertNotNamed(to: string, target: string): void {
  const named = process.env.TESSERA_KEYS;
  if (!named || named === target) return;
  throw new CliError('USAGE', `TESSERA_KEYS names another place than the keys would be in: ${shownUrl(named)}`, {
    why: 'what is started with it would look for them there',
    advice: `Take it out of what starts the product, or set it to ${shownUrl(target)}, here as well; then move them --to ${to}.`,
  });
}

/** Held for the whole of it: nothing starts meanwhile. */
function lockData({ root, lock }: Context['data']): DataLock {
  mkdirSync(root, { recursive: true, mode: 0o700 });
  const held = tryLock(lock, 300);
  if (held !== undefined) return held;
  throw new CliError('REFUSED', 'The product is running', {
    why: 'a key that a service makes meanwhile could be lost',
    advice: 'Stop it, here and on all machines (`tessera stop`), and move them then.',
  });
}

function refusal(result: MoveKeysResult & { readonly ok: false }): CliError {
  switch (result.reason) {
    case 'no-keys':
      return new CliError('NOT_FOUND', `There are no keys in ${result.where}`, {
        advice:
          'Name the data folder (--data), or the servers (--servers) that have them. `tessera doctor` says where there are some.',
      });
    case 'in-use':
      return new CliError('REFUSED', `The keys in ${result.where} are in use`, {
        why: 'a key that a service makes meanwhile could be lost',
        advice: 'Stop the services, on all machines, and run it again.',
      });
    case 'two-keys': {
      const names = result.owners.slice(0, 5).map(({ domain, subject }) => `${subject} (${domain})`);
      const more = result.owners.length > 5 ? ` and ${result.owners.length - 5} more` : '';
      return new CliError('REFUSED', `Both places have a key of their own for ${names.join(', ')}${more}`, {
        why: 'services ran with each of them, and there is data that only the one, or only the other, can read',
        advice:
          'Nothing was overwritten. Run the product with the one whose data matters (TESSERA_KEYS), or erase these persons and move the keys then.',
      });
    }
  }
}
