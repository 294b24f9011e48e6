/** `tessera events import` */
import { importLog } from '@tessera/event-log/transfer';
import type { SealReport } from '@tessera/service-kit';
import type { KeysPlace } from '@tessera/service-kit/node';
import { createReadStream, existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { CliError } from '../errors/cli-error.ts';
import { endOfInterest } from '../terminal/end-of-interest.ts';
import { argument, type Verb } from '../verbs/verb.ts';
import { eventGroups } from './groups.ts';
import { keysOf, keysOption, lookAtSealed, renderSealed, type KeysOptions } from './keys.ts';
import { logOption, logUrl, openExistingLog, type LogOptions } from './open-log.ts';
import { verifyByReading } from './verify-by-reading.ts';

export const importEvents: Verb<LogOptions & KeysOptions> = {
  usage: 'import <file>',
  group: eventGroups.move,
  summary: 'an export into a new log, of any engine',
  description:
    'Makes the log (--log, else the product’s): the same commits at the same positions, under a new epoch. A log that is there already is refused, and so is an export with a line that is altered, missing or moved; then nothing is written. An export holds no keys: whose personal data cannot be read with those at hand is told at the end. <file> may end with .gz; - is stdin.',
  options: [keysOption, logOption],
  examples: [
    'tessera events import backup.jsonl --log sqlite:restored.db',
    'tessera events import backup.jsonl.gz --log nats://127.0.0.1:4222/shop',
  ],
  async run(context, args, options) {
    const file = argument(args, 0);
    const url = logUrl(context.data, options);
    const signal = endOfInterest();
    const { epoch, commits, events } = await importLog(linesOf(file, context.cwd, signal), url);
    const shown = url.replace(/\/\/[^@/]*@/, '//');
    const keys = keysOf(context, url, options);
    const personal = await sealedIn(url, keys, signal);
    context.output.data({ log: shown, epoch, commits, events, personal });
    context.output.print(
      `${context.output.style.good('✓')} ${events} events in ${commits} commits are in ${shown}\n` +
        `  its epoch is ${epoch}: positions of the exported log are recognised as foreign`,
    );
    const warning = renderSealed(personal, keys, context.output.style);
    if (warning !== undefined) context.output.print(warning);
  },
};

async function sealedIn(url: string, keys: KeysPlace, signal: AbortSignal): Promise<SealReport> {
  const sealed = await lookAtSealed(keys);
  const log = await openExistingLog(url);
  try {
    await verifyByReading(log, signal, { commands: false, each: sealed.look });
  } finally {
    await log.close();
  }
  return sealed.end();
}

async function* linesOf(file: string, cwd: string, signal: AbortSignal): AsyncGenerator<string> {
  const input = file === '-' ? process.stdin : open(resolve(cwd, file));
  try {
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      signal.throwIfAborted();
      yield line;
    }
  } catch (error) {
    if (signal.aborted || !(error instanceof Error)) throw error;
    throw new CliError('USAGE', `${file} cannot be read to its end`, {
      why: error.message,
      advice: 'Nothing was imported. It may have been cut short: copy it again, or export again.',
      cause: error,
    });
  } finally {
    input.destroy();
  }
}

function open(path: string): NodeJS.ReadableStream & { destroy(): void } {
  if (!existsSync(path)) {
    throw new CliError('USAGE', `There is no file ${path}`, {
      advice: 'Name what `tessera events export` wrote, or - for stdin.',
    });
  }
  const bytes = createReadStream(path);
  if (!path.endsWith('.gz')) return bytes;
  const text = createGunzip();
  // Not `pipe` alone: it would leave the reader waiting for ever when the file cannot be read.
  bytes.once('error', (error) => text.destroy(error));
  return bytes.pipe(text);
}
