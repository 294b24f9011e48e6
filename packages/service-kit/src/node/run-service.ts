/** A service's `main`: everything from the environment, an orderly end on SIGTERM, SIGINT, or when the parent is gone. */
import { pino, type Logger } from 'pino';
import type { EffectPorts } from '../core/effect/effect-port.ts';
import type { ServiceDefinition } from '../definition/service.ts';
import { foldAheadHere, isFoldAheadThread } from './rebuild/fold-ahead-thread.ts';
import { startServiceHost, type ServiceHost, type ServiceHostOptions } from './service-host.ts';

/** What a service does besides in its process, with I/O that no definition may have. */
export interface Beside {
  /** Called before the host closes. */
  close(): Promise<void>;
}

export interface RunOptions {
  /** Begun when the service listens. */
  readonly beside?: (host: ServiceHost, logger: Logger, environment: NodeJS.ProcessEnv) => Beside;
  /** What the service's effects need, by port. They are closed with the service. */
  readonly effects?: EffectPorts;
  /** @default process.env */
  readonly environment?: NodeJS.ProcessEnv;
}

/**
 * Reads `TESSERA_LOG`, `TESSERA_DATA`, `PORT` (0 = any; sent to the parent as `{kind: 'listening', port}`),
 * `TESSERA_KEYS` (where the keys of personal data are: a file, or `nats://…`), `TESSERA_KEYS_SECRET`, `TESSERA_REPLICA` (name of this one of several), `TESSERA_COPY_FROM` (url of another one to start from),
 * `TESSERA_GATEWAYS` (base URLs of gateways to register with, joined by commas), `TESSERA_URL` (as those reach this process),
 * `TESSERA_INTERNAL_TOKEN`, `TESSERA_RELEASE` and `TESSERA_LOG_LEVEL`. Resolves when it listens; exits with 1 when it
 * cannot start.
 */
export async function runService(
  service: ServiceDefinition,
  { environment = process.env, effects = {}, beside }: RunOptions = {},
): Promise<void> {
  // The same module is loaded by the thread that makes documents anew.
  if (isFoldAheadThread()) return foldAheadHere(service);
  const logger = pino({ level: environment['TESSERA_LOG_LEVEL'] ?? 'info', timestamp: pino.stdTimeFunctions.isoTime });
  let host: ServiceHost | undefined;
  let running: Beside | undefined;
  let ending = false;

  const end = (why: string): void => {
    if (ending) return;
    ending = true;
    logger.info({ service: service.name }, `ending: ${why}`);
    const closePorts = async (): Promise<unknown> =>
      Promise.all(Object.values(effects).map(async (port) => port.close?.()));
    Promise.resolve(running?.close())
      .then(() => host?.close())
      .then(closePorts)
      .then(
        () => process.exit(0),
        (error: unknown) => {
          logger.fatal({ err: error }, 'it could not end in order');
          process.exit(1);
        },
      );
  };
  process.on('SIGTERM', () => end('SIGTERM'));
  process.on('SIGINT', () => end('SIGINT'));
  process.on('disconnect', () => end('the parent process is gone'));
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error, service: service.name }, 'unexpected error; the process ends and is to be restarted');
    process.exit(1);
  });

  try {
    host = await startServiceHost(service, {
      log: required(environment, 'TESSERA_LOG'),
      data: required(environment, 'TESSERA_DATA'),
      ...(environment['TESSERA_KEYS'] ? { keys: environment['TESSERA_KEYS'] } : {}),
      ...(environment['TESSERA_KEYS_SECRET'] ? { keysSecret: environment['TESSERA_KEYS_SECRET'] } : {}),
      ...(environment['TESSERA_REPLICA'] ? { replica: environment['TESSERA_REPLICA'] } : {}),
      ...(environment['TESSERA_COPY_FROM'] ? { copyFrom: environment['TESSERA_COPY_FROM'] } : {}),
      token: required(environment, 'TESSERA_INTERNAL_TOKEN'),
      port: portOf(environment['PORT']),
      release: environment['TESSERA_RELEASE'] ?? 'development',
      ...registerOf(environment),
      effects,
      logger,
      ...(process.argv[1] === undefined ? {} : { main: process.argv[1] }),
    });
    running = beside?.(host, logger, environment);
  } catch (error) {
    logger.fatal({ err: error, service: service.name }, 'the service could not start');
    process.exit(1);
  }
  process.send?.({ kind: 'listening', port: host.port });
}

function registerOf({
  TESSERA_GATEWAYS: gateways,
  TESSERA_URL: url,
}: NodeJS.ProcessEnv): Pick<ServiceHostOptions, 'register'> {
  if (gateways === undefined || gateways.trim() === '') return {};
  return { register: { gateways: gateways.split(',').map((each) => each.trim()), ...(url ? { url } : {}) } };
}

function required(environment: NodeJS.ProcessEnv, name: string): string {
  const value = environment[name];
  if (value !== undefined && value !== '') return value;
  throw new Error(`${name} is not set. "tessera start" sets it; to run a service by hand, see seams.md §2.`);
}

function portOf(text = '0'): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new Error(`PORT must be a number from 0 to 65535, not "${text}".`);
}
