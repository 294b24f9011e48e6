/**
 * How the gateway talks to one service: a pool of connections of its own (a service that hangs uses up its own, not a
 * neighbour's), a time limit on everything, and the headers of seams §3.
 */
import { Pool } from 'undici';
import type { Dispatcher } from 'undici';
import { parseServiceContract } from '@tessera/contracts';
import type { ServiceContract, User } from '@tessera/contracts';
import type { ServiceAnswer, ServiceRequest } from '@tessera/graph';

/** What travels with every request that is made for somebody. */
export interface RequestIdentity {
  readonly user: User | null;
  readonly correlationId: string;
  /** `module@version` of the app that asked; undefined for tools. */
  readonly app?: string | undefined;
  readonly traceparent?: string | undefined;
  readonly atLeast?: string | undefined;
}

export interface ServiceClient {
  readonly name: string;
  /** One GraphQL request. Rejects with `ServiceUnavailable` when no GraphQL answer came back. */
  graphql(request: ServiceRequest, identity: RequestIdentity, signal?: AbortSignal): Promise<ServiceAnswer>;
  contract(): Promise<ServiceContract>;
  close(): Promise<void>;
}

/** The service could not be asked, or what came back was no answer. `cause` is for the log only. */
export class ServiceUnavailable extends Error {
  override readonly name = 'ServiceUnavailable';
  readonly code = 'SERVICE_UNAVAILABLE';
  readonly service: string;

  constructor(service: string, why: string, cause?: unknown) {
    super(`service "${service}" is unavailable: ${why}`, { cause });
    this.service = service;
  }
}

export interface ServiceClientOptions {
  readonly name: string;
  /** `http://127.0.0.1:4101` */
  readonly url: string;
  readonly internalToken: string;
  /** @default 64 */
  readonly connections?: number;
  /** Until the head of an answer arrives. @default 10 s */
  readonly timeoutMs?: number;
}

/** Failures of the connection itself: nothing was answered, so a query may be asked again. */
const connectionFailures = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
]);
/** How long a restarting service is given before the second and last try. */
const retryAfterMs = 150;

export function createServiceClient(options: ServiceClientOptions): ServiceClient {
  const { name, url, internalToken, connections = 64, timeoutMs = 10_000 } = options;
  const base = { connect: { timeout: 2_000 }, keepAliveTimeout: 30_000 };
  const pool = new Pool(url, { ...base, connections, headersTimeout: timeoutMs, bodyTimeout: timeoutMs });
  const authorization = `Bearer ${internalToken}`;

  const ask = async (
    request: Dispatcher.RequestOptions,
    retry: boolean,
  ): Promise<{ status: number; body: unknown }> => {
    try {
      const { statusCode, body } = await pool.request(request);
      const text = await body.text();
      try {
        return { status: statusCode, body: JSON.parse(text) };
      } catch {
        throw new ServiceUnavailable(name, `${request.method} ${request.path} answered ${statusCode} without JSON`);
      }
    } catch (error) {
      if (error instanceof ServiceUnavailable) throw error;
      const code = (error as { code?: string }).code ?? '';
      const aborted = (request.signal as AbortSignal | null | undefined)?.aborted === true;
      if (!retry || aborted || !connectionFailures.has(code))
        throw new ServiceUnavailable(
          name,
          `${request.method} ${request.path}: ${code || (error as Error).message}`,
          error,
        );
      await new Promise((resolve) => setTimeout(resolve, retryAfterMs));
      return ask(request, false);
    }
  };

  const get = async (path: string, signal?: AbortSignal): Promise<unknown> => {
    const answer = await ask({ method: 'GET', path, headers: { authorization }, signal: signal ?? null }, true);
    if (answer.status === 200) return answer.body;
    throw new ServiceUnavailable(name, `GET ${path} answered ${answer.status}`);
  };

  const post = (path: string, value: unknown, identity: RequestIdentity, retry: boolean, signal?: AbortSignal) =>
    ask(
      {
        method: 'POST',
        path,
        headers: { authorization, ...identityHeaders(identity) },
        body: JSON.stringify(value),
        signal: signal ?? null,
      },
      retry,
    );

  return {
    name,
    async graphql({ query, variables, kind }, identity, signal) {
      const { status, body } = await post('/graphql', { query, variables }, identity, kind === 'query', signal);
      const answer = body as ServiceAnswer | null;
      if (typeof answer === 'object' && answer !== null && ('data' in answer || Array.isArray(answer.errors)))
        return answer;
      throw new ServiceUnavailable(name, `POST /graphql answered ${status} without a GraphQL result`);
    },
    contract: async () => parseServiceContract(await get('/contract'), name),
    close: () => pool.destroy(),
  };
}

function identityHeaders({ user, correlationId, app, traceparent, atLeast }: RequestIdentity): Record<string, string> {
  return {
    'content-type': 'application/json',
    accept: 'application/json',
    'x-correlation-id': correlationId,
    ...(user === null ? {} : { 'x-tessera-user': Buffer.from(JSON.stringify(user)).toString('base64url') }),
    ...(app === undefined ? {} : { 'x-tessera-app': app }),
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(atLeast === undefined ? {} : { 'x-tessera-at-least': atLeast }),
  };
}
