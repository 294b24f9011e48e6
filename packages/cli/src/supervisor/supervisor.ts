/**
 * The product's processes on one machine, under one lock. Starts everything in parallel, keeps `supervisor.json` true,
 * and stops in order: first the gateway (nothing new comes in), then the services (what came in is finished).
 */
import { serviceFlags } from '@tessera/service-kit/node/flags';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createFolders } from '../data-folder/create-folders.ts';
import { tryLock } from '../data-folder/lock.ts';
import type { DataFolder } from '../data-folder/paths.ts';
import { ensureSecrets, type Secrets } from '../data-folder/secrets.ts';
import { readState, writeState, type SupervisorState } from '../data-folder/state.ts';
import { CliError, messageOf } from '../errors/cli-error.ts';
import { openKeys } from '../events/keys.ts';
import type { BackoffOptions } from './backoff.ts';
import { createLog } from './create-log.ts';
import { baseEnvironment, gatewayEnvironment, ownEnvironment, serviceEnvironment } from './environment.ts';
import { lastLines } from './last-lines.ts';
import type { LivenessOptions } from './liveness.ts';
import { startProcess, type ManagedProcess, type ProcessPlan } from './managed-process.ts';
import { planProduct, type PlannedModule, type ProductPlan } from './plan.ts';
import { choosePorts } from './ports.ts';

export interface SupervisorOptions {
  /** The repository: teams.json and the modules it names. */
  readonly root: string;
  readonly data: DataFolder;
  /** The gateway's; must be free. */
  readonly port: number;
  /** TESSERA_ENV. @default 'development' */
  readonly environment?: string;
  /** TESSERA_LOG; one SQLite file in the data folder when absent. */
  readonly log?: string | undefined;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Service → how many processes of it. @default 1 of each */
  readonly replicas?: Readonly<Record<string, number>>;
  readonly backoff?: BackoffOptions;
  readonly liveness?: LivenessOptions;
  readonly drainMs?: number;
}

export interface Supervisor {
  readonly plan: ProductPlan;
  readonly secrets: Secrets;
  readonly url: string;
  state(): SupervisorState;
  /** Resolves when every process is ready; throws START_FAILED with the last words of one that will not start. */
  whenReady(): Promise<void>;
  /** The same for the services alone, which are ready before the gateway has composed them. */
  whenServicesReady(): Promise<void>;
  /** Says in `supervisor.json` that the product is complete. */
  announceReady(): void;
  /** Port of a service's first replica, by its plain name. */
  portOf(service: string): number;
  stop(): Promise<void>;
}

export async function startSupervisor(options: SupervisorOptions): Promise<Supervisor> {
  const { root, data } = options;
  const plan = planProduct(root);
  createFolders(data);
  const lock = tryLock(data.lock, 300);
  if (!lock) throw alreadyRunning(data);
  try {
    const secrets = ensureSecrets(data.secrets, Object.keys(plan.teams.teams));
    const log = options.log ?? `sqlite:${data.log}`;
    await createLog(log);
    await createKeys(keysFile(options));
    const before = readState(data.state);
    const places = placesOf(plan, options.replicas ?? {});
    const ports = await choosePorts(
      places.map((place) => before?.processes.find(({ name }) => name === place.name)?.port),
    );
    const services = Map.groupBy(
      places.map(({ service }, index) => ({ service, port: ports[index]! })),
      ({ service }) => service,
    );
    return run({
      options,
      plan,
      secrets,
      log,
      services: new Map([...services].map(([service, all]) => [service, all.map(({ port }) => port)])),
      release: () => lock.release(),
    });
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** `orders-service`, `orders-service-2`, … */
function processName(module: string, replica: number): string {
  return replica === 1 ? module : `${module}-${replica}`;
}

function placesOf(plan: ProductPlan, replicas: Readonly<Record<string, number>>) {
  const known = plan.services.map(({ service }) => service);
  const unknown = Object.keys(replicas).find((service) => !known.includes(service));
  if (unknown !== undefined) {
    throw new CliError('USAGE', `There is no service "${unknown}" to run replicas of`, {
      advice: `Services are: ${known.join(', ')}.`,
    });
  }
  return plan.services.flatMap(({ module, service }) =>
    Array.from({ length: replicas[service] ?? 1 }, (_, at) => ({ service, name: processName(module, at + 1) })),
  );
}

interface Prepared {
  readonly options: SupervisorOptions;
  readonly plan: ProductPlan;
  readonly secrets: Secrets;
  readonly log: string;
  /** Service → the ports of its replicas. */
  readonly services: ReadonlyMap<string, readonly number[]>;
  /** Gives the data folder free. */
  readonly release: () => void;
}

/** Everything is prepared: starts the processes and stands over them. */
function run(prepared: Prepared): Supervisor {
  const { options, plan, secrets, log, services, release } = prepared;
  const { root, data, port } = options;
  const url = `http://127.0.0.1:${port}`;
  const startedAt = new Date().toISOString();
  const processes: ManagedProcess[] = [];
  let complete = false;
  let stopped: Promise<void> | undefined;

  const state = (): SupervisorState => ({
    url,
    pid: process.pid,
    startedAt,
    ready: complete,
    processes: processes.map((one) => one.status()),
    log,
  });
  const save = () => writeState(data.state, state());
  const { backoff, drainMs, liveness } = options;
  for (const processPlan of planProcesses(prepared)) {
    processes.push(
      startProcess(processPlan, {
        cwd: root,
        logFile: join(data.logs, `${processPlan.name}.log`),
        onChange: save,
        ...(backoff === undefined ? {} : { backoff }),
        ...(drainMs === undefined ? {} : { drainMs }),
        ...(liveness === undefined ? {} : { liveness }),
      }),
    );
  }
  save();

  const isGateway = (one: ManagedProcess) => one.plan.module === plan.gateway.module;
  const allReady = async (wanted: readonly ManagedProcess[]) => {
    await Promise.all(
      wanted.map(async (one) => {
        if (!(await one.whenFirstReady())) throw notStarting(one, data);
      }),
    );
  };
  const stopAll = async () => {
    complete = false;
    await Promise.all(processes.filter(isGateway).map((one) => one.stop()));
    await Promise.all(processes.filter((one) => !isGateway(one)).map((one) => one.stop()));
    release();
  };
  return {
    plan,
    secrets,
    url,
    state,
    portOf(service) {
      const found = services.get(service)?.[0];
      if (found === undefined) throw new Error(`no service "${service}"; there are ${[...services.keys()].join(', ')}`);
      return found;
    },
    whenReady: () => allReady(processes),
    whenServicesReady: () => allReady(processes.filter((one) => !isGateway(one))),
    announceReady() {
      complete = true;
      save();
    },
    stop: () => (stopped ??= stopAll()),
  };
}

/** The services, then the gateway, each with the environment it is to see. */
function planProcesses({ options, plan, secrets, log, services }: Prepared): ProcessPlan[] {
  const { data, port: gatewayPort, environment = 'development', env = process.env } = options;
  const planOf = (planned: PlannedModule, port: number, own: Record<string, string>, replica = 1): ProcessPlan => ({
    name: processName(planned.module, replica),
    module: planned.module,
    main: planned.main,
    port,
    // What was compiled once is not compiled again: half the time of a start, and less memory.
    env: { ...baseEnvironment(env), NODE_COMPILE_CACHE: join(options.root, '.tessera', 'compile-cache'), ...own },
  });
  const releaseOf = ({ module, version }: PlannedModule) => `${module}@${version}`;

  const plans = plan.services.flatMap((planned) => {
    mkdirSync(join(data.services, planned.service), { recursive: true, mode: 0o700 });
    const release = releaseOf(planned);
    const ports = services.get(planned.service)!;
    return ports.map((port, at) => {
      const copyFrom = `http://127.0.0.1:${ports[0]!}`;
      const replica = at === 0 ? undefined : { name: String(at + 1), copyFrom };
      const own = serviceEnvironment({
        release,
        port,
        log,
        keys: keysFile(options),
        data,
        secrets,
        environment,
        replica,
        own: ownEnvironment(planned.service, secrets),
      });
      return { ...planOf(planned, port, own, at + 1), flags: serviceFlags };
    });
  });
  const own = gatewayEnvironment({
    release: releaseOf(plan.gateway),
    env,
    port: gatewayPort,
    data,
    secrets,
    services: Object.fromEntries(services),
    teamsFile: plan.teamsFile,
    environment,
  });
  return [...plans, planOf(plan.gateway, gatewayPort, own)];
}

/** TESSERA_KEYS, for keys on another volume than the log; else with the product's other files. */
function keysFile({ data, env = process.env }: SupervisorOptions): string {
  return env['TESSERA_KEYS'] || data.keys;
}

/** As with the log: every service opens the keys of personal data at once. */
async function createKeys(path: string): Promise<void> {
  try {
    const vault = await openKeys(path);
    vault.close();
  } catch (error) {
    throw new CliError('START_FAILED', 'The keys of personal data cannot be opened', {
      why: messageOf(error),
      advice: 'Without them everybody would look erased. Restore the file from its own backup, then start again.',
      cause: error,
    });
  }
}

function alreadyRunning(data: DataFolder): CliError {
  const holder = readState(data.state);
  return new CliError('ALREADY_RUNNING', `Tessera is already running on ${data.root}`, {
    why: holder
      ? `process ${holder.pid} holds it since ${holder.startedAt} and serves ${holder.url}`
      : 'another process holds its lock and is just starting',
    advice: 'Use that one, end it with `tessera stop`, or start another product with `--data <folder> --port <port>`.',
  });
}

function notStarting(one: ManagedProcess, data: DataFolder): CliError {
  const file = join(data.logs, `${one.plan.name}.log`);
  return new CliError('START_FAILED', `${one.plan.name} does not start`, {
    why: `it ended (${one.status().lastExit ?? 'stopped'}) ${one.status().restarts} times before it was ready; its last words:\n${lastLines(file, 12)}`,
    advice: `Mend what it says and start again. All of it is in ${file}.`,
  });
}
