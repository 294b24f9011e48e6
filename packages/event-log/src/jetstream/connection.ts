/**
 * The connection and the JetStream stream behind a log: found, or created by whichever process comes first.
 *
 * The epoch and the format stand in the stream's description: 2.9 servers have no stream metadata, and the description
 * is stored, replicated and returned with it on all of them.
 */
import { connect, type NatsConnection } from '@nats-io/transport-node';
import {
  jetstream,
  jetstreamManager,
  type JetStreamClient,
  type JetStreamManager,
  type StreamConfig,
} from '@nats-io/jetstream';
import { LogError } from '../errors.ts';
import type { JetStreamAddress } from './address.ts';
import { isNameInUse, isSubjectsOverlap, isStreamNotFound, toLogError, type Whereabouts } from './failure.ts';
import { whilePassing } from './patience.ts';

export interface JetStreamConnection extends Whereabouts {
  readonly nats: NatsConnection;
  readonly client: JetStreamClient;
  readonly manager: JetStreamManager;
  readonly epoch: string;
  /** What subjects begin with: `<name>.` */
  readonly prefix: string;
  readonly patienceMs: number;
}

export interface ConnectOptions {
  readonly address: JetStreamAddress;
  /** For a log that does not exist yet. */
  readonly epoch: string;
  readonly patienceMs: number;
}

const format = 1;
const connectTimeoutMs = 2000;
/** A request to a server that died is never answered: ask again rather soon. */
const requestTimeoutMs = 1000;
/** 512 KB of events, their wrapping and headers. */
const leastPayload = 640 * 1024;

/** Finds the log, or creates it; `LOG_ABSENT` when it is not there and is not to be created. */
export async function openConnection(
  options: ConnectOptions & { readonly create: boolean },
): Promise<JetStreamConnection> {
  const { address, epoch, create, patienceMs } = options;
  return connecting(options, (nats, manager) =>
    whilePassing(async () => {
      const found = await find(manager, address.name);
      if (found !== undefined) return found;
      if (!create) throw absent(nats, address);
      return make(nats, manager, address, epoch);
    }, patienceMs),
  );
}

/** A stream that is not a log yet: it cannot be opened as one until it is finished. */
export interface StagedStream extends JetStreamConnection {
  finish(): Promise<void>;
  remove(): Promise<void>;
}

/** Creates a stream that does not exist yet; `LOG_NOT_EMPTY` when it does. */
export async function createStaged(options: ConnectOptions): Promise<StagedStream> {
  const { address, epoch } = options;
  const connection = await connecting(options, async (nats, manager) => {
    await assertFree(manager, address.name);
    await manager.streams.add(streamConfig(nats, address, `${unfinished} ${epoch}`));
    return epoch;
  });
  const { manager, name } = connection;
  return {
    ...connection,
    async finish() {
      await manager.streams.update(name, { description: describe(epoch) });
    },
    async remove() {
      // Only ours: by now somebody may have removed it, and made another of that name.
      const { config } = await manager.streams.info(name);
      if (config.description === `${unfinished} ${epoch}`) await manager.streams.delete(name);
    },
  };
}

const unfinished = 'tessera event log; import not finished;';

async function assertFree(manager: JetStreamManager, name: string): Promise<void> {
  try {
    await manager.streams.info(name);
  } catch (error) {
    if (isStreamNotFound(error)) return;
    throw error;
  }
  throw new LogError(
    'LOG_NOT_EMPTY',
    `The JetStream stream "${name}" exists already. An import makes a new log: name another, nats://…/<name>.`,
    { log: name },
  );
}

async function connecting(
  { address, patienceMs }: ConnectOptions,
  settle: (nats: NatsConnection, manager: JetStreamManager) => Promise<string>,
): Promise<JetStreamConnection> {
  const { name, servers } = address;
  let nats: NatsConnection | undefined;
  const where: Whereabouts = {
    name,
    servers,
    connectedTo: () => nats && describeServer(nats),
    hasJetStream: () => nats?.info?.jetstream === true,
  };
  try {
    const opened = await whilePassing(() => dial(address), patienceMs);
    nats = opened;
    const options = { timeout: requestTimeoutMs };
    // The check would need a working JetStream at this instant; we ask for the stream ourselves, patiently.
    const manager = await jetstreamManager(opened, { ...options, checkAPI: false });
    assertRoom(opened, name);
    const epoch = await settle(opened, manager);
    return {
      ...where,
      nats: opened,
      client: jetstream(opened, options),
      manager,
      epoch,
      prefix: `${name}.`,
      patienceMs,
    };
  } catch (error) {
    const described = toLogError(error, where);
    await nats?.close();
    throw described;
  }
}

/** @param purpose how the servers list this connection */
export function dial(
  { servers, user, password, tls, name }: JetStreamAddress,
  purpose = `tessera event log ${name}`,
): Promise<NatsConnection> {
  return connect({
    servers: [...servers],
    name: purpose,
    timeout: connectTimeoutMs,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 100,
    reconnectJitter: 100,
    pingInterval: 5000,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { pass: password }),
    ...(tls ? { tls: {} } : {}),
  });
}

function describeServer(nats: NatsConnection): string | undefined {
  return nats.isClosed() ? undefined : `${nats.info?.server_name ?? 'unnamed'} (${nats.getServer()})`;
}

function assertRoom(nats: NatsConnection, name: string): void {
  const limit = nats.info?.max_payload ?? 0;
  if (limit >= leastPayload) return;
  throw new LogError(
    'LOG_UNAVAILABLE',
    `The NATS server ${describeServer(nats)} takes messages of at most ${limit} bytes; the event log "${name}" needs ${leastPayload}. ` +
      'Raise max_payload in its configuration (1MB is the default).',
    { log: name, limit },
  );
}

/** The log's epoch; undefined: there is no such log. */
async function find(manager: JetStreamManager, name: string): Promise<string | undefined> {
  try {
    return identify((await manager.streams.info(name)).config, name);
  } catch (error) {
    if (isStreamNotFound(error)) return undefined;
    throw error;
  }
}

function absent(nats: NatsConnection, { name, servers }: JetStreamAddress): LogError {
  const at = describeServer(nats) ?? servers.join(', ');
  return new LogError(
    'LOG_ABSENT',
    `There is no event log "${name}" on the NATS server ${at}. Check the name, nats://…/<name>; nothing was made.`,
    { log: name, server: at },
  );
}

/** Answers the log's epoch. */
async function make(
  nats: NatsConnection,
  manager: JetStreamManager,
  address: JetStreamAddress,
  epoch: string,
): Promise<string> {
  const { name } = address;
  try {
    const { config } = await manager.streams.add(streamConfig(nats, address, describe(epoch)));
    return identify(config, name);
  } catch (error) {
    // A server that is asked by several at once may take the one that came first for somebody else's, too.
    const found = isNameInUse(error) || isSubjectsOverlap(error) ? await find(manager, name) : undefined;
    if (found === undefined) throw error;
    return found;
  }
}

function describe(epoch: string): string {
  return `tessera event log; format ${format}; epoch ${epoch}`;
}

function streamConfig(nats: NatsConnection, { name, replicas }: JetStreamAddress, description: string) {
  return {
    name,
    description,
    subjects: [`${name}.ev.>`],
    // Three copies where there is a cluster: what was acknowledged survives the loss of any one server.
    num_replicas: replicas ?? (nats.info?.cluster === undefined ? 1 : 3),
    deny_delete: true,
    deny_purge: true,
    discard: 'new' as const,
  };
}

function identify({ description, subjects }: StreamConfig, name: string): string {
  const match = /^tessera event log; format (\d+); epoch ([A-Za-z0-9_-]+)$/.exec(description ?? '');
  if (description?.startsWith(unfinished)) {
    throw new LogError(
      'LOG_NOT_A_LOG',
      `The event log "${name}" is being imported, or the import was broken off. Wait for it, or remove the stream and import again.`,
      { log: name },
    );
  }
  if (!match || subjects.join() !== `${name}.ev.>`) {
    throw new LogError(
      'LOG_NOT_A_LOG',
      `The JetStream stream "${name}" (subjects ${subjects.join(', ')}) is not an event log. Name another: nats://…/<name>.`,
      { log: name },
    );
  }
  if (Number(match[1]) > format) {
    throw new LogError(
      'LOG_TOO_NEW',
      `The event log "${name}" has format ${match[1]}; this version reads up to ${format}. Run the newer version again.`,
      { log: name, version: Number(match[1]) },
    );
  }
  return match[2]!;
}

/** A stream that was deleted and made anew under its name is another log: positions of the old one mean nothing there. */
export function assertSameLog(config: StreamConfig, epoch: string, name: string): void {
  if (identify(config, name) === epoch) return;
  throw new LogError(
    'LOG_UNREACHABLE',
    `The event log "${name}" was replaced by another (its epoch was ${epoch}) while it was open. Restart this process.`,
    { log: name },
  );
}
