/**
 * The product's processes on one machine, under one lock. Starts everything in parallel, keeps `supervisor.json` true,
 * follows which releases of the services are live, and stops in order: first the gateway (nothing new comes in), then the
 * services (what came in is finished).
 */
import { join } from 'node:path';
import { isServerUrl, shownUrl } from '@tessera/event-log';
import type { KeysPlace } from '@tessera/service-kit/node';
import { createFolders } from '../data-folder/create-folders.ts';
import { releasesUrls, settleEnvironment } from '../data-folder/home.ts';
import { tryLock } from '../data-folder/lock.ts';
import type { DataFolder } from '../data-folder/paths.ts';
import { ensureSecrets, type Secrets } from '../data-folder/secrets.ts';
import { readState, writeState, type SupervisorState } from '../data-folder/state.ts';
import { CliError, messageOf } from '../errors/cli-error.ts';
import { openKeys, placeOfKeys } from '../events/keys.ts';
import type { BackoffOptions } from './backoff.ts';
import { createLog } from './create-log.ts';
import { createDeployments } from './deployments.ts';
import { baseEnvironment, gatewayEnvironment } from './environment.ts';
import { followGateway } from './follow-gateway.ts';
import { lastLines } from './last-lines.ts';
import type { LivenessOptions } from './liveness.ts';
import { startProcess, type ManagedProcess, type ProcessPlan } from './managed-process.ts';
import { planProduct, type ProductPlan } from './plan.ts';
import { createServiceStarter, type ServiceStarter } from './start-services.ts';

export interface SupervisorOptions {
  /** The repository: teams.json and the modules it names. */
  readonly root: string;
  readonly data: DataFolder;
  /** The gateway's; must be free. */
  readonly port: number;
  /** TESSERA_ENV. @default 'development' */
  readonly environment?: string;
  /** Whose releases are served. @default 'production' */
  readonly serves?: string;
  /** The product that runs the releases service; this one runs none then. @default this product itself */
  readonly home?: DataFolder | undefined;
  /** TESSERA_LOG; one SQLite file in the data folder when absent. */
  readonly log?: string | undefined;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Service → how many processes of it. @default 1 of each */
  readonly replicas?: Readonly<Record<string, number>>;
  readonly backoff?: BackoffOptions;
  readonly liveness?: LivenessOptions;
  readonly drainMs?: number;
  /** How long a service's release that was live is kept running for a rollback, milliseconds. @default 10 min */
  readonly rollbackWindowMs?: number;
  /** Between two looks at what is live, milliseconds. @default 500 */
  readonly followEveryMs?: number;
  /** Hears of releases of services that come and go. @default nobody */
  readonly say?: (line: string) => void;
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
  const { root, data, replicas = {}, environment = 'development', serves = 'production', home } = options;
  const product = planProduct(root);
  // What says which releases there are is the home's.
  const services = product.services.filter(({ service }) => home === undefined || service !== 'releases');
  const plan = { ...product, services };
  checkReplicas(plan, replicas);
  createFolders(data);
  const lock = tryLock(data.lock, 300);
  if (!lock) throw alreadyRunning(data);
  try {
    const log = options.log ?? `sqlite:${data.log}`;
    if (home !== undefined) checkBeside(home, { log, environment });
    settleEnvironment(data, { serves, home: home?.root }, home);
    // Sessions are each environment's own: the home's secrets are linked to.
    const ownSessions = home === undefined ? undefined : join(data.root, 'session-secret');
    const secrets = ensureSecrets(data.secrets, Object.keys(plan.teams.teams), ownSessions);
    await createLog(log);
    await createKeys(keysPlace(options, log));
    return await run({ options, plan, secrets, log, release: () => lock.release() });
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** What an environment must not have other than its home. */
function checkBeside(home: DataFolder, { log, environment }: { readonly log: string; readonly environment: string }) {
  const there = readState(home.state);
  if (there?.log === log) throw sameLog(log, home);
  if (there?.runsAs === undefined || there.runsAs === environment || environment === 'production') return;
  throw new CliError('USAGE', `${home.root} runs as "${there.runsAs}", this environment would as "${environment}"`, {
    why: 'anybody could sign in here as a release manager, and change what is live there',
    advice: `Start it with --environment ${there.runsAs}.`,
  });
}

function checkReplicas(plan: ProductPlan, replicas: Readonly<Record<string, number>>): void {
  const known = plan.services.map(({ service }) => service);
  const unknown = Object.keys(replicas).find((service) => !known.includes(service));
  if (unknown === undefined) return;
  throw new CliError('USAGE', `There is no service "${unknown}" to run replicas of`, {
    advice: `Services are: ${known.join(', ')}.`,
  });
}

interface Prepared {
  readonly options: SupervisorOptions;
  readonly plan: ProductPlan;
  readonly secrets: Secrets;
  readonly log: string;
  /** Gives the data folder free. */
  readonly release: () => void;
}

const rollbackWindowMs = 10 * 60 * 1000;

/** Everything is prepared: starts the processes and stands over them. */
async function run(prepared: Prepared): Promise<Supervisor> {
  const { options, plan, secrets, log, release } = prepared;
  const { data, port, say = () => undefined } = options;
  const url = `http://127.0.0.1:${port}`;
  const startedAt = new Date().toISOString();
  let complete = false;
  let stopped: Promise<void> | undefined;
  /** Nothing is written until the first ones have been started. */
  const shown: { state?: () => SupervisorState } = {};
  const save = () => shown.state && writeState(data.state, shown.state());

  const services = serviceStarter(prepared, save);
  const first = await services.first();
  const deployments = createDeployments({
    data,
    first,
    follows: services.follows,
    start: services.release,
    onChange: save,
    say,
    rollbackWindowMs: options.rollbackWindowMs ?? rollbackWindowMs,
  });
  const gateway = startProcess(
    planGateway(prepared, () => deployments.urls()),
    processOptions(prepared, plan.gateway.module, save),
  );
  const state = (): SupervisorState => ({
    url,
    pid: process.pid,
    startedAt,
    ready: complete,
    processes: [...deployments.status(), gateway.status()],
    problems: deployments.problems(),
    runsAs: options.environment ?? 'development',
    log,
  });
  shown.state = state;
  save();
  const ending = new AbortController();
  const following = followGateway({
    gateway: url,
    token: secrets.internalToken,
    signal: ending.signal,
    onStatus: (status) => deployments.follow(status),
    ...(options.followEveryMs === undefined ? {} : { everyMs: options.followEveryMs }),
  });

  const firstServices = first.map((one) => one.process);
  const allReady = async (wanted: readonly ManagedProcess[]) => {
    await Promise.all(
      wanted.map(async (one) => {
        if (!(await one.whenFirstReady())) throw notStarting(one, data);
      }),
    );
  };
  const stopAll = async () => {
    complete = false;
    ending.abort();
    await following;
    await gateway.stop();
    await deployments.stop();
    release();
  };
  return {
    plan,
    secrets,
    url,
    state,
    portOf(service) {
      const found = first.find((one) => one.service === service);
      if (found !== undefined) return found.process.plan.port;
      throw new Error(`no service "${service}"; there are ${plan.services.map((one) => one.service).join(', ')}`);
    },
    whenReady: () => allReady([...firstServices, gateway]),
    whenServicesReady: () => allReady(firstServices),
    announceReady() {
      complete = true;
      save();
    },
    stop: () => (stopped ??= stopAll()),
  };
}

function processOptions({ options }: Prepared, name: string, onChange: () => void) {
  const { root, data, backoff, drainMs, liveness } = options;
  return {
    cwd: root,
    logFile: join(data.logs, `${name}.log`),
    onChange,
    ...(backoff === undefined ? {} : { backoff }),
    ...(drainMs === undefined ? {} : { drainMs }),
    ...(liveness === undefined ? {} : { liveness }),
  };
}

/** What every process is told. */
function commonEnvironment({ options: { env = process.env, root } }: Prepared): Record<string, string> {
  // What was compiled once is not compiled again: half the time of a start, and less memory.
  return {
    ...baseEnvironment(env),
    NODE_COMPILE_CACHE: env.NODE_COMPILE_CACHE ?? join(root, '.tessera', 'compile-cache'),
  };
}

function serviceStarter(prepared: Prepared, onChange: () => void): ServiceStarter {
  const { options, plan, secrets, log } = prepared;
  const { root, data, home, port, environment = 'development', replicas = {}, say = () => undefined } = options;
  return createServiceStarter({
    root,
    data,
    home,
    services: plan.services,
    replicas,
    portsBefore: new Map(readState(data.state)?.processes.map((one) => [one.name, one.port])),
    environment: {
      log,
      keys: keysPlace(options, log),
      data,
      secrets,
      environment,
      gateway: `http://127.0.0.1:${port}`,
    },
    common: commonEnvironment(prepared),
    launch: (processPlan) => startProcess(processPlan, processOptions(prepared, processPlan.name, onChange)),
    say,
  });
}

function planGateway(prepared: Prepared, urls: () => ReadonlyMap<string, readonly string[]>): ProcessPlan {
  const { options, plan, secrets } = prepared;
  const { data, port, environment = 'development', serves = 'production', home, env = process.env } = options;
  // Asked at each of its starts: the home may have been started again meanwhile.
  const elsewhere = () => (home === undefined ? [] : [['releases', releasesUrls(home)] as const]);
  const { module, main, version } = plan.gateway;
  return {
    name: module,
    module,
    main,
    port,
    env: () => ({
      ...commonEnvironment(prepared),
      ...gatewayEnvironment({
        release: `${module}@${version}`,
        env,
        port,
        data,
        secrets,
        services: new Map([...urls(), ...elsewhere()]),
        teamsFile: plan.teamsFile,
        environment,
        serves,
      }),
    }),
  };
}

/** TESSERA_KEYS, for keys elsewhere than with the log or the product's other files. */
function keysPlace({ data, env = process.env }: SupervisorOptions, log: string): KeysPlace {
  return placeOfKeys(data, log, env);
}

/** As with the log: every service opens the keys of personal data at once. */
async function createKeys(place: KeysPlace): Promise<void> {
  try {
    const vault = await openKeys(place);
    vault.close();
  } catch (error) {
    throw new CliError('START_FAILED', 'The keys of personal data cannot be opened', {
      why: messageOf(error),
      advice: isServerUrl(place.keys)
        ? 'Without them everybody would look erased. See that the servers run and that the secret is that of the other machines, then start again.'
        : 'Without them everybody would look erased. Restore the file from its own backup, then start again.',
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

function sameLog(log: string, home: DataFolder): CliError {
  return new CliError('USAGE', `${home.root} has its log there, too: ${shownUrl(log)}`, {
    why: 'what is tried in this environment would happen in that one',
    advice: 'Set TESSERA_LOG to another log, or leave it out for one in the data folder.',
  });
}

function notStarting(one: ManagedProcess, data: DataFolder): CliError {
  const file = join(data.logs, `${one.plan.name}.log`);
  return new CliError('START_FAILED', `${one.plan.name} does not start`, {
    why: `it ended (${one.status().lastExit ?? 'stopped'}) ${one.status().restarts} times before it was ready; its last words:\n${lastLines(file, 12)}`,
    advice: `Mend what it says and start again. All of it is in ${file}.`,
  });
}
