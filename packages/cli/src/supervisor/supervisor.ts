/**
 * The product's processes on one machine, under one lock. Starts everything in parallel, keeps `supervisor.json` true,
 * and stops in order: first the gateway (nothing new comes in), then the services (what came in is finished).
 */
import { openLog } from '@tessera/event-log/open';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createFolders } from '../data-folder/create-folders.ts';
import { tryLock } from '../data-folder/lock.ts';
import type { DataFolder } from '../data-folder/paths.ts';
import { ensureSecrets, type Secrets } from '../data-folder/secrets.ts';
import { readState, writeState, type SupervisorState } from '../data-folder/state.ts';
import { CliError, messageOf } from '../errors/cli-error.ts';
import type { BackoffOptions } from './backoff.ts';
import { baseEnvironment, gatewayEnvironment, serviceEnvironment } from './environment.ts';
import { lastLines } from './last-lines.ts';
import { startProcess, type ManagedProcess } from './managed-process.ts';
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
  readonly backoff?: BackoffOptions;
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
  /** Port of a service, by its plain name. */
  portOf(service: string): number;
  stop(): Promise<void>;
}

export async function startSupervisor(options: SupervisorOptions): Promise<Supervisor> {
  const { root, data, port, environment = 'development', env = process.env } = options;
  const plan = planProduct(root);
  createFolders(data);
  const lock = tryLock(data.lock, 300);
  if (!lock) throw alreadyRunning(data);

  try {
    const before = readState(data.state);
    const secrets = ensureSecrets(data.secrets, Object.keys(plan.teams.teams));
    const log = options.log ?? `sqlite:${data.log}`;
    await createLog(log);
    const ports = await choosePorts(
      plan.services.map(({ module }) => before?.processes.find(({ name }) => name === module)?.port),
    );
    const portOf = (service: string): number => {
      const index = plan.services.findIndex((planned) => planned.service === service);
      const found = ports[index];
      if (found === undefined)
        throw new Error(`no service "${service}"; there are ${plan.services.map((one) => one.service).join(', ')}`);
      return found;
    };

    const url = `http://127.0.0.1:${port}`;
    const startedAt = new Date().toISOString();
    const processes: ManagedProcess[] = [];
    let complete = false;
    const state = (): SupervisorState => ({
      url,
      pid: process.pid,
      startedAt,
      ready: complete,
      processes: processes.map((one) => one.status()),
      log,
    });
    const save = () => writeState(data.state, state());

    const start = (module: PlannedModule, modulePort: number, extra: Record<string, string>): void => {
      const processPlan = {
        name: module.module,
        module: module.module,
        main: module.main,
        port: modulePort,
        env: { ...baseEnvironment(env), ...extra },
      };
      processes.push(
        startProcess(processPlan, {
          cwd: root,
          logFile: join(data.logs, `${module.module}.log`),
          onChange: save,
          ...(options.backoff === undefined ? {} : { backoff: options.backoff }),
          ...(options.drainMs === undefined ? {} : { drainMs: options.drainMs }),
        }),
      );
    };
    for (const service of plan.services) {
      mkdirSync(join(data.services, service.service), { recursive: true, mode: 0o700 });
      const release = `${service.module}@${service.version}`;
      const servicePort = portOf(service.service);
      start(service, servicePort, serviceEnvironment({ release, port: servicePort, log, data, secrets, environment }));
    }
    const services = Object.fromEntries(plan.services.map(({ service }) => [service, portOf(service)]));
    start(
      plan.gateway,
      port,
      gatewayEnvironment({ port, data, secrets, services, teamsFile: plan.teamsFile, environment }),
    );
    save();

    const allReady = async (wanted: readonly ManagedProcess[]) => {
      await Promise.all(
        wanted.map(async (one) => {
          if (!(await one.whenFirstReady())) throw notStarting(one, data);
        }),
      );
    };
    let stopped: Promise<void> | undefined;
    const stopAll = async () => {
      complete = false;
      const isGateway = (one: ManagedProcess) => one.plan.module === plan.gateway.module;
      await Promise.all(processes.filter(isGateway).map((one) => one.stop()));
      await Promise.all(processes.filter((one) => !isGateway(one)).map((one) => one.stop()));
      lock.release();
    };
    return {
      plan,
      secrets,
      url,
      state,
      portOf,
      whenReady: () => allReady(processes),
      whenServicesReady: () => allReady(processes.filter((one) => one.plan.module !== plan.gateway.module)),
      announceReady() {
        complete = true;
        save();
      },
      stop: () => (stopped ??= stopAll()),
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Services open the log concurrently: the file exists before the first of them starts. */
async function createLog(url: string): Promise<void> {
  try {
    const log = await openLog(url);
    await log.close();
  } catch (error) {
    throw new CliError('START_FAILED', `The event log ${url} cannot be opened`, {
      why: messageOf(error),
      advice:
        'Check that the file (or the broker) is there and that this user may write to it; see TESSERA_LOG and --data.',
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
