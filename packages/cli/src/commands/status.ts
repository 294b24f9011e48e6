/** `tessera status | stop` */
import { shownUrl } from '@tessera/event-log';
import { setTimeout as sleep } from 'node:timers/promises';
import { aboutEnvironment, readEnvironment } from '../data-folder/home.ts';
import { isLocked } from '../data-folder/lock.ts';
import type { ProcessState } from '../data-folder/state.ts';
import { CliError } from '../errors/cli-error.ts';
import { checkComposition, type CompositionStatus } from '../doctor/check-composition.ts';
import { notRunning, runningSupervisor } from '../gateway/find-gateway.ts';
import { askService, serviceProcesses, type ServiceStatus } from '../services/service-processes.ts';
import { renderTable } from '../terminal/table.ts';
import { formatAge } from '../terminal/time.ts';
import type { Context } from './context.ts';

export async function statusCommand({ data, output }: Context): Promise<void> {
  const state = runningSupervisor(data);
  if (!state) throw notRunning(data);
  const { style } = output;
  const paint: Readonly<Record<ProcessState, (text: string) => string>> = {
    starting: style.warn,
    ready: style.good,
    waiting: style.bad,
    stopping: style.warn,
    stopped: style.dim,
  };
  const [doing, composition] = await Promise.all([doingsOf(data), compositionOf(state.url)]);
  const environment = readEnvironment(data);
  output.data({
    ...state,
    environment: environment?.serves ?? 'production',
    log: shownUrl(state.log),
    processes: state.processes.map((each) => ({ ...each, ...doing.get(each.name) })),
    ...(composition === undefined ? {} : { composition }),
  });
  const about = environment === undefined ? '' : aboutEnvironment(environment);
  output.print(
    `${style.strong(state.url)}  ${state.ready ? style.good('running') : style.warn('starting')}, supervisor ${state.pid}, data in ${data.root}\n${about === '' ? '' : `serves ${about}\n`}log ${shownUrl(state.log)}\n`,
  );
  const rows = state.processes.map(({ name, pid, port, state: now, restarts, since, lastExit, release, role }) => [
    name,
    release === undefined ? '' : `${release.slice(release.indexOf('@') + 1)} ${style.dim(role ?? '')}`,
    paint[now](now),
    String(pid ?? '-'),
    String(port),
    `${formatAge(since, Date.now())}`,
    `${restarts}${lastExit === undefined ? '' : style.dim(` (last: ${lastExit})`)}`,
    noteOn(doing.get(name)),
  ]);
  // Only what is not as it should be: `tessera doctor` says the rest.
  const troubles = composition === undefined ? [] : checkComposition('gateway', composition);
  for (const { what } of troubles.filter(({ level }) => level !== 'ok')) output.print(`${style.bad('!')} ${what}\n`);
  for (const [name, { failing }] of doing) {
    if (failing !== undefined) output.print(`${style.bad('!')} ${name} waits and tries again: ${failing}\n`);
  }
  output.print(
    renderTable([['process', 'release', 'state', 'pid', 'port', 'for', 'restarts', ''].map(style.dim), ...rows]),
  );
}

/** What the gateway says of what is live; one that does not answer says nothing. */
async function compositionOf(url: string): Promise<CompositionStatus | undefined> {
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(3_000) });
    return ((await response.json()) as { composition?: CompositionStatus }).composition;
  } catch {
    return undefined;
  }
}

type Doing = Pick<ServiceStatus, 'rebuilding' | 'failing'>;

/** What services make anew, and what they cannot do (the keys of personal data are away); one that does not answer says nothing. */
async function doingsOf(data: Context['data']): Promise<ReadonlyMap<string, Doing>> {
  const asked = serviceProcesses(data).map(async (one): Promise<[string, Doing]> => {
    const { rebuilding, failing } = await askService<Doing>(data, one, '/readyz').catch((): Doing => ({}));
    return [
      one.name,
      { ...(rebuilding === undefined ? {} : { rebuilding }), ...(failing === undefined ? {} : { failing }) },
    ];
  });
  return new Map(await Promise.all(asked));
}

function noteOn(status: Doing | undefined): string {
  if (status?.rebuilding === undefined) return '';
  const { projections, percent, failing } = status.rebuilding;
  return `rebuilding ${projections.join(', ')}: ${percent} %${failing === undefined ? '' : ` (${failing})`}`;
}

/** Asks the supervisor to drain, and waits until it is gone. */
export async function stopCommand({ data, output }: Context): Promise<void> {
  const state = runningSupervisor(data);
  if (!state) throw notRunning(data);
  process.kill(state.pid, 'SIGTERM');
  const deadline = performance.now() + 30_000;
  while (isLocked(data.lock)) {
    if (performance.now() > deadline) {
      throw new CliError('UNEXPECTED', `The supervisor (process ${state.pid}) does not end`, {
        advice: `Look at ${data.logs}; then end it: kill -9 ${state.pid}. Its processes follow.`,
      });
    }
    await sleep(50);
  }
  output.data({ stopped: state.pid });
  output.print(`${output.style.good('✓')} stopped; everything acknowledged is in ${shownUrl(state.log)}`);
}
