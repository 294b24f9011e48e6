/** JetStream's errors, in the log's words: which servers, why, and what to do. */
import { JetStreamApiError } from '@nats-io/jetstream';
import { LogError } from '../errors.ts';

/** Codes of the JetStream API: `errors.json` in the server's source. */
const api = {
  notFound: 10059,
  /** A cluster that is just starting says so too, until it knows its members. */
  noPeers: 10005,
  nameInUse: 10058,
  subjectsOverlap: 10065,
  wrongLastSequence: [10071, 10164],
  full: [10023, 10028, 10047, 10077, 10120],
  notEnabled: [10039, 10076],
  /** Newer servers: a message with the same id is under way. What becomes of it is known in a moment. */
  sameIdUnderWay: 10158,
} as const;

function codeOf(error: unknown): number | undefined {
  return error instanceof JetStreamApiError ? error.code : undefined;
}

function isOneOf(codes: readonly number[], code: number | undefined): boolean {
  return code !== undefined && codes.includes(code);
}

export function isStreamNotFound(error: unknown): boolean {
  return codeOf(error) === api.notFound;
}

/** Another process created the stream with another epoch a moment before. */
export function isNameInUse(error: unknown): boolean {
  return codeOf(error) === api.nameInUse;
}

export function isWrongLastSequence(error: unknown): boolean {
  return isOneOf(api.wrongLastSequence, codeOf(error));
}

/** A stream of another name has such subjects; or, in a race, of the same. */
export function isSubjectsOverlap(error: unknown): boolean {
  return codeOf(error) === api.subjectsOverlap;
}

/** What may pass by itself: a leader is being elected, the connection is being restored, a server restarts. */
export function isPassing(error: unknown): boolean {
  const code = codeOf(error);
  if (code === api.noPeers || code === api.sameIdUnderWay) return true;
  if (code !== undefined) return error instanceof JetStreamApiError && error.status === 503 && !isOneOf(api.full, code);
  if (!(error instanceof Error) || error instanceof LogError) return false;
  return passing.has(error.name);
}

const passing = new Set([
  'TimeoutError',
  'RequestError',
  'NoRespondersError',
  'ConnectionError',
  'JetStreamNotEnabled',
  'JetStreamStatusError',
  'JetStreamError',
  'StaleAnswerError',
]);

/** Where the client is, and of whom it knows. */
export interface Whereabouts {
  readonly name: string;
  readonly servers: readonly string[];
  /** The server it is connected to, by its own name and address. */
  connectedTo(): string | undefined;
  /** Whether that server said, when we connected, that it runs JetStream. */
  hasJetStream(): boolean;
}

export function toLogError(error: unknown, { name, servers, connectedTo, hasJetStream }: Whereabouts): unknown {
  if (error instanceof LogError || !(error instanceof Error)) return error;
  const at = connectedTo();
  const details = { log: name, servers: servers.join(', '), ...(at === undefined ? {} : { server: at }) };
  const reason = error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
  const options = { cause: error };
  if (error.name === 'AuthorizationError' || error.name === 'PermissionViolationError') {
    return new LogError(
      'LOG_UNREACHABLE',
      `The NATS servers ${servers.join(', ')} refuse these credentials for the event log "${name}" (${reason}). Check user, password and permissions.`,
      details,
      options,
    );
  }
  if (at === undefined) {
    return new LogError(
      'LOG_UNREACHABLE',
      `No NATS server of the event log "${name}" can be reached at ${servers.join(', ')} (${reason}). Start them, or check the address.`,
      details,
      options,
    );
  }
  if (isOneOf(api.full, codeOf(error))) {
    return new LogError(
      'LOG_FULL',
      `The event log "${name}" on ${at} has no room (${reason}). Nothing of this append was stored; raise the server's storage limit.`,
      details,
      options,
    );
  }
  if (isOneOf(api.notEnabled, codeOf(error)) || (error.name === 'JetStreamNotEnabled' && !hasJetStream())) {
    return new LogError(
      'LOG_UNAVAILABLE',
      `The NATS server ${at} runs without JetStream (${reason}). Start it with -js, or enable it for this account.`,
      details,
      options,
    );
  }
  if (isStreamNotFound(error)) {
    return new LogError(
      'LOG_UNREACHABLE',
      `The event log "${name}" is no longer on ${at}: its stream was removed while it was open. Restart this process.`,
      details,
      options,
    );
  }
  if (codeOf(error) === api.noPeers) {
    return new LogError(
      'LOG_UNAVAILABLE',
      `The cluster of ${at} has too few servers for the copies of the event log "${name}" (${reason}). Start the others ` +
        `(given: ${servers.join(', ')}), or ask for fewer copies: nats://…/${name}?replicas=1.`,
      details,
      options,
    );
  }
  if (isPassing(error)) {
    return new LogError(
      'LOG_UNAVAILABLE',
      `The NATS server ${at} answers, but JetStream does not serve the event log "${name}" (${reason}): no leader, no quorum, or ` +
        `not enabled. See that JetStream is on and that most of the servers run (given: ${servers.join(', ')}). ` +
        'A commit that was under way may have been stored; repeating it with the same commandId is safe.',
      details,
      options,
    );
  }
  return new LogError('LOG_IO', `The event log "${name}" on ${at} failed an operation (${reason}).`, details, options);
}
