/** `nats://[user:password@]host[:port][,host[:port]…][/<log name>][?replicas=3]` */
import { LogError } from '../errors.ts';
import { shownUrl } from '../shown-url.ts';

export interface JetStreamAddress {
  /** `host:port`, without credentials. */
  readonly servers: readonly string[];
  readonly user?: string;
  readonly password?: string;
  /** The JetStream stream, and the first token of its subjects. @default 'tessera' */
  readonly name: string;
  readonly replicas?: number;
  readonly tls: boolean;
}

const shape = /^(nats|tls):\/\/(?:([^:@/]+)(?::([^@/]*))?@)?([^/?@]+)(?:\/([^?]*))?(?:\?(.*))?$/i;

export function parseAddress(url: string): JetStreamAddress {
  const match = shape.exec(url);
  if (!match) throw invalid(url, 'it is not nats://host:port[,host:port…][/<name>]');
  const [, scheme, user, password, hosts, path, query] = match;
  const servers = hosts!.split(',').map((host) => (/:\d+$/.test(host) ? host : `${host}:4222`));
  if (servers.some((server) => !/^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+):\d+$/.test(server)))
    throw invalid(url, 'a host is malformed');
  const name = path || 'tessera';
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(name)) throw invalid(url, 'the name after the hosts must match [A-Za-z0-9_-]+');
  const replicas = new URLSearchParams(query).get('replicas');
  if (replicas !== null && !/^[1-5]$/.test(replicas)) throw invalid(url, 'replicas must be 1 to 5');
  return {
    servers,
    name,
    tls: scheme!.toLowerCase() === 'tls',
    ...(user === undefined ? {} : { user: decodeURIComponent(user) }),
    ...(password === undefined ? {} : { password: decodeURIComponent(password) }),
    ...(replicas === null ? {} : { replicas: Number(replicas) }),
  };
}

function invalid(url: string, why: string): LogError {
  // A password does not belong in a message.
  const shown = shownUrl(url);
  return new LogError('LOG_URL', `${JSON.stringify(shown)} names no JetStream log: ${why}.`, { url: shown });
}
