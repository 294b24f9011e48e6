/** What can be seen of a log's servers and its stream from outside, server by server. Changes nothing. */
import { connect } from '@nats-io/transport-node';
import { jetstreamManager, type JetStreamManager, type StreamInfo } from '@nats-io/jetstream';
import { parseAddress, type JetStreamAddress } from './address.ts';
import { isStreamNotFound } from './failure.ts';

export interface JetStreamReport {
  /** The stream's name. */
  readonly name: string;
  /** As the url lists them. */
  readonly servers: readonly InspectedServer[];
  /** Undefined: no server told. `'absent'`: it would be created. */
  readonly stream: InspectedStream | 'absent' | undefined;
  /** Why no server told of the stream, in the server's words. */
  readonly streamProblem: string | undefined;
}

export type InspectedServer =
  | { readonly address: string; readonly reachable: false; readonly reason: string }
  | {
      readonly address: string;
      readonly reachable: true;
      readonly name: string;
      readonly version: string;
      readonly jetstream: boolean;
      /** Bytes of the largest message it takes. */
      readonly maxPayload: number;
      readonly cluster: string | undefined;
    };

export interface InspectedStream {
  readonly description: string;
  readonly head: number;
  readonly bytes: number;
  readonly copies: number;
  /** Copies that the leader has lost sight of, or that are behind. */
  readonly notCurrent: readonly string[];
  readonly leader: string | undefined;
  readonly storage: string;
  /** Settings under which commits would disappear by themselves; empty is right. */
  readonly limits: readonly string[];
}

const timeoutMs = 2000;

export async function inspectJetStream(url: string): Promise<JetStreamReport> {
  const address = parseAddress(url);
  const seen = await Promise.all(address.servers.map((server) => inspectServer(address, server)));
  const told = seen.find(({ stream }) => stream !== undefined);
  return {
    name: address.name,
    servers: seen.map(({ server }) => server),
    stream: told?.stream,
    streamProblem: told ? undefined : seen.find(({ problem }) => problem !== undefined)?.problem,
  };
}

interface Seen {
  readonly server: InspectedServer;
  readonly stream?: InspectedStream | 'absent';
  readonly problem?: string;
}

async function inspectServer({ user, password, tls, name }: JetStreamAddress, address: string): Promise<Seen> {
  let nats;
  try {
    nats = await connect({
      servers: [address],
      // This server, not whichever of its cluster answers first.
      ignoreClusterUpdates: true,
      name: 'tessera doctor',
      timeout: timeoutMs,
      reconnect: false,
      ...(user === undefined ? {} : { user }),
      ...(password === undefined ? {} : { pass: password }),
      ...(tls ? { tls: {} } : {}),
    });
  } catch (error) {
    return { server: { address, reachable: false, reason: reasonOf(error) } };
  }
  try {
    const { server_name, version, jetstream, max_payload, cluster } = nats.info!;
    const server = {
      address,
      reachable: true,
      name: server_name,
      version,
      jetstream: jetstream === true,
      maxPayload: max_payload,
      cluster,
    } as const;
    if (!server.jetstream) return { server };
    const manager = await jetstreamManager(nats, { checkAPI: false, timeout: timeoutMs });
    return { server, ...(await inspectStream(manager, name)) };
  } finally {
    await nats.close();
  }
}

async function inspectStream(manager: JetStreamManager, name: string): Promise<Omit<Seen, 'server'>> {
  try {
    return { stream: describe(await manager.streams.info(name)) };
  } catch (error) {
    return isStreamNotFound(error) ? { stream: 'absent' } : { problem: reasonOf(error) };
  }
}

function describe({ config, state, cluster }: StreamInfo): InspectedStream {
  const followers = cluster?.replicas ?? [];
  const limited = (name: string, value: number | undefined): string[] =>
    value === undefined || value <= 0 ? [] : [`${name} ${value}`];
  // A limit on size refuses what is new under `discard: new`, which is right; under `old` it deletes what is old.
  const bySize =
    config.discard === 'new'
      ? []
      : [...limited('max_msgs', config.max_msgs), ...limited('max_bytes', config.max_bytes)];
  return {
    description: config.description ?? '',
    head: state.last_seq,
    bytes: state.bytes,
    copies: config.num_replicas,
    notCurrent: followers.filter(({ current, offline }) => !current || offline === true).map(({ name }) => name),
    leader: cluster?.leader,
    storage: config.storage,
    limits: [
      ...limited('max_age', config.max_age),
      ...limited('max_msgs_per_subject', config.max_msgs_per_subject),
      ...bySize,
      ...(config.retention === 'limits' ? [] : [`retention ${config.retention}`]),
    ],
  };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
