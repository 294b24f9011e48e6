/** `tessera events tail` */
import { openLog } from '@tessera/event-log/open';
import { existsSync } from 'node:fs';
import { readState } from '../data-folder/state.ts';
import { CliError } from '../errors/cli-error.ts';
import { tailEvents, type TailedEvent, type TailOptions } from '../events/tail.ts';
import type { Style } from '../terminal/style.ts';
import type { Context } from './context.ts';

export interface EventsOptions extends TailOptions {
  readonly log?: string;
}

export async function eventsTailCommand({ data, output }: Context, options: EventsOptions): Promise<void> {
  const url = options.log ?? process.env.TESSERA_LOG ?? readState(data.state)?.log ?? `sqlite:${data.log}`;
  const file = url.startsWith('sqlite:') ? url.slice('sqlite:'.length) : undefined;
  if (file !== undefined && !existsSync(file)) {
    throw new CliError('NOT_RUNNING', `There is no event log at ${file}`, {
      advice: 'Start the product once (`tessera start`), or name its data folder with --data.',
    });
  }
  const ended = new AbortController();
  const end = () => ended.abort();
  process.once('SIGINT', end).once('SIGTERM', end);
  process.stdout.once('error', end); // `| head` closes the pipe when it has seen enough.

  const log = await openLog(url);
  try {
    for await (const event of tailEvents(log, options, ended.signal)) {
      process.stdout.write(output.json ? `${JSON.stringify(event)}\n` : `${renderEvent(event, output.style)}\n`);
    }
  } finally {
    await log.close();
  }
}

function renderEvent({ position, time, stream, type, data, user }: TailedEvent, style: Style): string {
  const who = user === undefined ? '' : style.dim(` by ${user}`);
  return `${style.dim(String(position).padStart(7))}  ${style.dim(time)}  ${style.strong(type)}  ${stream}${who}\n         ${style.dim(JSON.stringify(data))}`;
}
