/** `tessera events export` */
import { exportLog } from '@tessera/event-log/transfer';
import { createWriteStream, existsSync, linkSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { CliError } from '../errors/cli-error.ts';
import type { Verb } from '../verbs/verb.ts';
import { eventGroups } from './groups.ts';
import { logOption, withLog, type LogOptions } from './open-log.ts';

/** Lines go out in pieces of about this many characters: one write per line would cost more than making it. */
const piece = 64 * 1024;

export const exportEvents: Verb<LogOptions> = {
  usage: 'export [file]',
  group: eventGroups.move,
  summary: 'the whole log as JSON lines of CloudEvents',
  description:
    'Up to the head there is when it begins; services may go on writing. Without [file] to stdout. A file is written beside its place and appears when it is complete; its name may end with .gz. An existing file is never replaced.',
  options: [logOption],
  examples: ['tessera events export backup.jsonl', 'tessera events export | zstd > backup.jsonl.zst'],
  run: (context, [file], options) =>
    withLog(context, options, async (log, signal) => {
      const counted = { lines: 0 };
      const lines = Readable.from(pieces(exportLog(log, { signal }), counted));
      if (typeof file !== 'string') {
        // stdout is not ours to end, and is told about its end (EPIPE) through the signal.
        for await (const text of lines) await write(process.stdout, text as string);
        signal.throwIfAborted();
        return;
      }
      const path = resolve(context.cwd, file);
      await writeWhole(path, (partial) =>
        path.endsWith('.gz')
          ? pipeline(lines, createGzip(), createWriteStream(partial), { signal })
          : pipeline(lines, createWriteStream(partial), { signal }),
      );
      const result = { file: path, epoch: log.epoch, events: counted.lines - 2 };
      context.output.data(result);
      context.output.print(`${context.output.style.good('✓')} ${result.events} events in ${path}`);
    }),
};

async function* pieces(lines: AsyncIterable<string>, counted: { lines: number }): AsyncGenerator<string> {
  let text = '';
  for await (const line of lines) {
    counted.lines++;
    text += `${line}\n`;
    if (text.length < piece) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

async function write(out: Writable, text: string): Promise<void> {
  if (out.destroyed || out.write(text)) return;
  await new Promise<void>((settled) => out.once('drain', settled).once('close', settled));
}

/** Nothing partial is left under the name, and nothing that is there is replaced. */
async function writeWhole(path: string, work: (partial: string) => Promise<void>): Promise<void> {
  const taken = () =>
    new CliError('USAGE', `${path} exists already`, {
      advice: 'Name a file that does not exist, or move that one away.',
    });
  if (existsSync(path)) throw taken();
  const partial = `${path}.exporting-${process.pid}`;
  try {
    await work(partial);
    linkSync(partial, path);
  } catch (error) {
    if (error instanceof Error && 'code' in error) {
      if (error.code === 'EEXIST') throw taken();
      if (error.code === 'ENOENT' || error.code === 'EACCES') {
        throw new CliError('USAGE', `${path} cannot be written`, {
          why: error.message,
          advice: 'Name a file in a folder that exists and that you may write to.',
          cause: error,
        });
      }
    }
    throw error;
  } finally {
    rmSync(partial, { force: true });
  }
}
