/** `tessera events park list | retry | drop`: events that a view could not be folded with, and what waits behind them. */
import { askService, serviceProcesses, type ParkedEvent } from '../services/service-processes.ts';
import { renderTable } from '../terminal/table.ts';
import { argument, type Verb } from '../verbs/verb.ts';
import type { Context } from '../commands/context.ts';
import { CliError } from '../errors/cli-error.ts';
import { eventGroups } from './groups.ts';

interface Listed extends ParkedEvent {
  readonly process: string;
}

export const parkList: Verb = {
  usage: 'park list [service]',
  group: eventGroups.views,
  summary: 'events that could not be folded into a view, with the reason',
  description: 'Later events of the same stream or document wait behind them; everything else goes on.',
  examples: ['tessera events park list', 'tessera events park list orders --json'],
  async run({ data, output }, [service]) {
    const processes = serviceProcesses(data, typeof service === 'string' ? service : undefined);
    const found: Listed[] = [];
    for (const process of processes) {
      const { parked } = await askService<{ parked: ParkedEvent[] }>(data, process, '/admin/parked');
      found.push(...parked.map((event) => ({ process: process.name, ...event })));
    }
    output.data(found);
    if (found.length === 0) return output.print('Nothing is parked.');
    const { dim, bad } = output.style;
    const rows = found.map(({ process, projection, event, type, stream, reason, waits }) => [
      process,
      projection,
      event,
      type,
      stream,
      waits ? dim('waits') : bad(reason),
    ]);
    output.print(renderTable([['process', 'view', 'event', 'type', 'stream', 'reason'].map(dim), ...rows]));
  },
};

export const parkRetry: Verb = {
  usage: 'park retry <service> <projection> [event]',
  group: eventGroups.views,
  summary: 'fold a parked event again, and what waits behind it, in order',
  description:
    'After the code was mended. Recorded in the log, so that every replica does the same. Without an event: all of the view.',
  examples: ['tessera events park retry orders orders 1042-0', 'tessera events park retry orders orders'],
  async run(context, args) {
    const event = args[2];
    const body = { projection: argument(args, 1), event: typeof event === 'string' ? event : null };
    await decide(context, argument(args, 0), '/admin/parked/retry', body);
  },
};

export const parkDrop: Verb<{ readonly reason?: string }> = {
  usage: 'park drop <service> <projection> <event>',
  group: eventGroups.views,
  summary: 'give up on a parked event for a view; fold what waits behind it',
  description:
    'The event stays in the log. That it was given up, by whom and why, is recorded there, too, and every replica does the same.',
  options: [{ flags: '--reason <text>', description: 'why it may be left out (required)' }],
  examples: ['tessera events park drop orders orders 1042-0 --reason "test order of 12 May"'],
  async run(context, args, { reason = '' }) {
    if (reason.trim() === '') {
      throw new CliError('USAGE', 'A dropped event needs a reason', {
        advice: 'Add --reason "why it may be left out".',
      });
    }
    const body = { projection: argument(args, 1), event: argument(args, 2), reason };
    await decide(context, argument(args, 0), '/admin/parked/drop', body);
  },
};

/** Any replica records it; the others read it in the log. */
async function decide({ data, output }: Context, service: string, path: string, body: object): Promise<void> {
  const [process] = serviceProcesses(data, service);
  const answer = await askService<{ position: string; carriedOut: boolean; parked: ParkedEvent[] }>(
    data,
    process!,
    path,
    body,
  );
  output.data(answer);
  const { parked, carriedOut } = answer;
  const done = carriedOut ? 'done' : 'recorded; it is carried out as soon as the service gets there';
  output.print(`${output.style.good('✓')} ${done}; ${parked.length} still parked`);
  for (const { projection, event, reason, waits } of parked) {
    if (!waits) output.print(`  ${projection} ${event}: ${reason}`);
  }
}
