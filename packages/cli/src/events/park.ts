/** `tessera events park list | retry | drop`: events that a view, a policy or an effect could not take, and what waits behind them. */
import {
  askService,
  serviceProcesses,
  type ParkedEvent,
  type ServiceProcess,
  type ServiceStatus,
} from '../services/service-processes.ts';
import { renderTable } from '../terminal/table.ts';
import { argument, type Verb } from '../verbs/verb.ts';
import type { Context } from '../commands/context.ts';
import { CliError } from '../errors/cli-error.ts';
import { eventGroups } from './groups.ts';

interface Listed {
  readonly process: string;
  /** A view, a policy or an effect. */
  readonly who: string;
  readonly event: string;
  readonly type: string;
  readonly stream?: string;
  readonly reason: string;
  /** `waits`: behind one that failed; `stops`: what comes after it is not looked at, whatever it is about. */
  readonly state: 'failed' | 'waits' | 'stops';
}

export const parkList: Verb = {
  usage: 'park list [service]',
  group: eventGroups.views,
  summary: 'events that a view, a policy or an effect could not take, with the reason',
  description:
    'Later events of the same stream or document wait behind a parked one; everything else goes on. What was not written for an event stands still before it as a whole ("stands still"), until it can be read or is dropped.',
  examples: ['tessera events park list', 'tessera events park list orders --json'],
  async run({ data, output }, [service]) {
    const processes = serviceProcesses(data, typeof service === 'string' ? service : undefined);
    const found: Listed[] = [];
    for (const process of processes) found.push(...listedOf(process.name, await statusOf(data, process)));
    output.data(found);
    if (found.length === 0) return output.print('Nothing is parked.');
    const { dim, bad, warn } = output.style;
    const notes = {
      failed: (reason: string) => bad(reason),
      waits: () => dim('waits'),
      stops: (reason: string) => `${warn('stands still:')} ${reason}`,
    };
    const rows = found.map(({ process, who, event, type, stream = '', reason, state }) => [
      process,
      who,
      event,
      type,
      stream,
      notes[state](reason),
    ]);
    output.print(renderTable([['process', 'what', 'event', 'type', 'stream', 'reason'].map(dim), ...rows]));
  },
};

const statusOf = (data: Context['data'], process: ServiceProcess): Promise<ServiceStatus> =>
  askService<ServiceStatus>(data, process, '/readyz');

function listedOf(process: string, { parked, stopped, policies, effects }: ServiceStatus): Listed[] {
  const reactions = [policies, effects].flatMap((each) => (each === undefined ? [] : [each]));
  const listed = (
    state: Listed['state'],
    { event, type, reason, stream }: Omit<Listed, 'process' | 'who' | 'state'>,
    who: string,
  ): Listed => ({ process, who, event, type, reason, state, ...(stream === undefined ? {} : { stream }) });
  return [
    ...parked.map((each) => listed(each.waits ? 'waits' : 'failed', each, each.projection)),
    ...stopped.map((each) => listed('stops', each, each.projection)),
    ...reactions.flatMap((each) => each.parked.map((one) => listed('failed', one, one.policy))),
    ...reactions.flatMap((each) => each.stopped.map((one) => listed('stops', one, one.policy))),
  ];
}

export const parkRetry: Verb = {
  usage: 'park retry <service> <what> [event]',
  group: eventGroups.views,
  summary: 'try a parked event again, and what waits behind it, in order',
  description:
    'After the code was mended, or the world outside. <what> is a view, a policy or an effect. Recorded in the log, so that every replica does the same. Without an event: all that is parked of it.',
  examples: ['tessera events park retry orders orders 1042-0', 'tessera events park retry orders sendConfirmation'],
  async run(context, args) {
    const event = args[2];
    const body = { projection: argument(args, 1), event: typeof event === 'string' ? event : null };
    await decide(context, argument(args, 0), 'retry', body);
  },
};

export const parkDrop: Verb<{ readonly reason?: string }> = {
  usage: 'park drop <service> <what> <event>',
  group: eventGroups.views,
  summary: 'leave an event out, for a view, a policy or an effect; what waits behind it goes on',
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
    await decide(context, argument(args, 0), 'drop', body);
  },
};

interface Decision {
  readonly projection: string;
  readonly event: string | null;
  readonly reason?: string;
}

/** Any replica records it; the others read it in the log. */
async function decide(
  { data, output }: Context,
  service: string,
  verb: 'retry' | 'drop',
  decision: Decision,
): Promise<void> {
  const [process] = serviceProcesses(data, service);
  const { policies, effects } = await statusOf(data, process!);
  const reactions = [policies, effects].flatMap((each) => [...(each?.parked ?? []), ...(each?.stopped ?? [])]);
  const found = reactions.filter(
    ({ policy, event }) => policy === decision.projection && event === (decision.event ?? event),
  );
  const good = output.style.good('✓');
  if (found.length > 0) {
    const { projection: policy, reason } = decision;
    const answers: object[] = [];
    for (const { id } of found) {
      const body = { id, ...(reason === undefined ? {} : { reason }) };
      answers.push(await askService<object>(data, process!, `/admin/reactions/${verb}`, body));
    }
    output.data(decision.event === null ? answers : answers[0]);
    const them = found.length === 1 ? 'it' : `all ${found.length}`;
    output.print(`${good} recorded; whichever replica runs ${policy} carries ${them} out`);
    return;
  }
  const answer = await askService<{ position: string; carriedOut: boolean; parked: ParkedEvent[] }>(
    data,
    process!,
    `/admin/parked/${verb}`,
    decision,
  );
  output.data(answer);
  const { parked, carriedOut } = answer;
  const done = carriedOut ? 'done' : 'recorded; it is carried out as soon as the service gets there';
  output.print(`${good} ${done}; ${parked.length} still parked`);
  for (const { projection, event, reason, waits } of parked) {
    if (!waits) output.print(`  ${projection} ${event}: ${reason}`);
  }
}
