/** `tessera events erase <subject>` */
import type { Context } from '../commands/context.ts';
import { CliError } from '../errors/cli-error.ts';
import { runningSupervisor } from '../gateway/find-gateway.ts';
import { argument, type Verb } from '../verbs/verb.ts';
import { eventGroups } from './groups.ts';
import { keysOf, keysOption, openKeys, type KeysOptions } from './keys.ts';
import { logOption, withLog, type LogOptions } from './open-log.ts';
import { whenAcknowledged, type Replica } from './when-acknowledged.ts';

export interface EraseOptions extends LogOptions, KeysOptions {
  readonly reason?: string;
  readonly yes?: boolean;
  readonly replica?: readonly string[];
  readonly wait: string;
}

/** A word, so that nobody writes a sentence about the person into the log. */
const reasonShape = /^[a-z][a-z0-9-]{0,39}$/;

export const erase: Verb<EraseOptions> = {
  usage: 'erase <subject>',
  group: eventGroups.views,
  summary: 'forget a person: destroy their keys, purge every replica',
  description:
    'Records that the person (an id, as it stands in events: ada) is erased, destroys their keys, and waits until every ' +
    'service has purged its documents. For good: what is recorded about this id later is not kept either. Run it again at any ' +
    'time: it finishes what an earlier run began. Exit code 9: done, but a replica has not acknowledged yet; one that is down ' +
    'purges when it starts next.',
  options: [
    { flags: '--reason <word>', description: 'why, in one word that goes into the log: request, retention' },
    { flags: '--yes', description: 'do not ask' },
    { flags: '--replica <url...>', description: "services elsewhere to wait for, besides this machine's" },
    { flags: '--wait <seconds>', description: 'how long to wait for the replicas', default: '60' },
    keysOption,
    logOption,
  ],
  examples: ['tessera events erase ada', 'tessera events erase ada --reason request --yes'],
  async run(context, args, options) {
    const subject = argument(args, 0);
    const wait = Number(options.wait);
    checkOptions(subject, options, wait);
    if (options.yes !== true) await confirm(subject);
    return withLog(context, options, async (log, signal, url) => {
      const { recordErasure } = await import('./personal-data.ts');
      // The log first: once it is there every replica carries it out, whatever becomes of this process.
      const position = await recordErasure(log, { subject, reason: options.reason });
      const vault = await openKeys(keysOf(context, url, options));
      try {
        await vault.erase(subject);
      } finally {
        vault.close();
      }
      const replicas = replicasOf(context, options.replica);
      const missing = await whenAcknowledged(replicas, position, wait * 1_000, signal);
      const acknowledged = replicas.filter((replica) => !missing.includes(replica)).map(({ name }) => name);
      context.output.data({ subject, position, acknowledged, missing: missing.map(({ name }) => name) });
      context.output.print(report(subject, position, acknowledged));
      if (missing.length > 0) throw notAcknowledged(missing, wait);
    });
  },
};

function checkOptions(subject: string, { reason }: EraseOptions, wait: number): void {
  if (subject.trim() === '') {
    throw new CliError('USAGE', 'Nobody was named', {
      advice: 'Give the id of the person: tessera events erase ada',
    });
  }
  if (reason !== undefined && !reasonShape.test(reason)) {
    throw new CliError('USAGE', `"${reason}" is not a reason in one word`, {
      why: 'it stays in the log for ever, where nothing about the person may stand',
      advice: 'Use lower-case letters, digits and "-": --reason request',
    });
  }
  if (!(wait >= 0)) {
    throw new CliError('USAGE', '--wait must be a number of seconds', { advice: 'For example --wait 120' });
  }
}

async function confirm(subject: string): Promise<void> {
  if (!process.stdin.isTTY) {
    throw new CliError('USAGE', 'An erasure cannot be undone, and nobody is here to be asked', {
      advice: `Add --yes: tessera events erase ${subject} --yes`,
    });
  }
  const { createInterface } = await import('node:readline/promises');
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await asking.question(`This cannot be undone. Type the id again to erase ${subject}: `);
  asking.close();
  if (answer.trim() !== subject) throw new CliError('USAGE', 'Nothing was erased', { advice: 'The two ids differ.' });
}

/** The services of the product that runs on the data folder, and those named. */
function replicasOf({ data }: Context, named: readonly string[] = []): Replica[] {
  const processes = runningSupervisor(data)?.processes ?? [];
  return [
    ...processes
      .filter(({ module }) => module !== 'gateway')
      .map(({ name, port }) => ({ name, url: `http://127.0.0.1:${port}` })),
    ...named.map((url) => ({ name: url, url })),
  ];
}

function report(subject: string, position: number, acknowledged: readonly string[]): string {
  const purged =
    acknowledged.length === 0
      ? 'No service runs here: each purges its documents when it starts next.'
      : `Purged by ${acknowledged.join(', ')}.`;
  return `${subject} is erased as of position ${position}: the keys are destroyed. ${purged}`;
}

function notAcknowledged(missing: readonly Replica[], wait: number): CliError {
  return new CliError(
    'NOT_ACKNOWLEDGED',
    `Not everybody has purged yet: ${missing.map(({ name }) => name).join(', ')}`,
    {
      why: `the keys are destroyed, but within ${wait} s these did not say that their documents are purged`,
      advice: 'They do so when they are up and have caught up. Look at their /readyz and logs, then run this again.',
    },
  );
}
