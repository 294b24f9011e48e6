/** The CLI's way to the services of the product on this machine: their own routes, with the internal token. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataFolder } from '../data-folder/paths.ts';
import { CliError, messageOf } from '../errors/cli-error.ts';
import { notRunning, runningSupervisor } from '../gateway/find-gateway.ts';

/** One process: a replica of a service. */
export interface ServiceProcess {
  /** `orders` */
  readonly service: string;
  /** As the supervisor calls it: `orders-service`, `orders-service-2`. */
  readonly name: string;
  readonly port: number;
}

/** `/readyz` of a service; see seams.md §3. */
export interface ServiceStatus {
  readonly ready: boolean;
  readonly position: number;
  readonly rebuilding?: {
    readonly projections: readonly string[];
    readonly position: number;
    readonly head: number;
    readonly percent: number;
    readonly failing?: string;
  };
  /** What it cannot do now and tries again: read the log, get at the keys of personal data. */
  readonly failing?: string;
  readonly parked: readonly ParkedEvent[];
  readonly stopped: readonly StoppedView[];
  /** Until it has caught up neither runs. */
  readonly policies?: ReactionsStatus;
  readonly effects?: ReactionsStatus;
}

export interface ReactionsStatus {
  readonly parked: readonly ParkedReaction[];
  readonly stopped: readonly ParkedReaction[];
}

export interface ParkedReaction {
  readonly id: string;
  readonly policy: string;
  readonly event: string;
  readonly type: string;
  readonly stream: string;
  readonly reason: string;
}

/** A view that stands still before an event it was not written for. */
export interface StoppedView {
  readonly projection: string;
  readonly event: string;
  readonly type: string;
  readonly reason: string;
}

export interface ParkedEvent {
  readonly projection: string;
  readonly position: number;
  readonly event: string;
  readonly type: string;
  readonly stream: string;
  readonly keys: readonly string[];
  readonly reason: string;
  /** It did not fail itself; it waits behind one that did. */
  readonly waits: boolean;
}

/** All replicas of a service, or of all services; throws when the product does not run, or has no such service. */
export function serviceProcesses(data: DataFolder, service?: string): ServiceProcess[] {
  const state = runningSupervisor(data);
  if (!state) throw notRunning(data);
  const all = state.processes.flatMap(({ name, module, port }) =>
    module.endsWith('-service') ? [{ service: module.slice(0, -'-service'.length), name, port }] : [],
  );
  if (service === undefined) return all;
  const found = all.filter((one) => one.service === service);
  if (found.length > 0) return found;
  throw new CliError('USAGE', `There is no service "${service}"`, {
    advice: `Services are: ${[...new Set(all.map((one) => one.service))].join(', ')}.`,
  });
}

/** Throws `REFUSED` with the service's own words. */
export async function askService<Answer>(
  data: DataFolder,
  { name, port }: ServiceProcess,
  path: string,
  body?: object,
): Promise<Answer> {
  const url = `http://127.0.0.1:${port}${path}`;
  let response: Response;
  try {
    response = await fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${internalToken(data)}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });
  } catch (error) {
    throw new CliError('NOT_RUNNING', `${name} does not answer`, {
      why: messageOf(error),
      advice: '`tessera status` says how it is; its log is in the data folder.',
      cause: error,
    });
  }
  const answer = (await response.json()) as Answer & { readonly code?: string; readonly message?: string };
  // /readyz says with 503 what it waits for.
  if (response.ok || path.startsWith('/readyz')) return answer;
  throw new CliError('REFUSED', `${name} refuses`, {
    why: `${answer.code ?? response.status}: ${answer.message ?? ''}`,
    advice: 'Mend what it says, and try again.',
  });
}

function internalToken(data: DataFolder): string {
  const file = join(data.secrets, 'internal-token');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  throw new CliError('NO_TOKEN', `There is no internal token in ${data.secrets}`, {
    advice: 'Name the data folder of the product that runs with --data.',
  });
}
