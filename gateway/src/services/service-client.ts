/**
 * How the gateway talks to one service: pools of connections of its own (a service that hangs uses up its own, not a
 * neighbour's), a time limit on everything, and the headers of seams §3.
 *
 * With several replicas a query is asked once more, of another one, when the first cannot be reached or is not far enough.
 * A command is never sent twice: only when it certainly was not carried out is another replica asked.
 */
import type { Dispatcher } from 'undici';
import { parseServiceContract } from '@tessera/contracts';
import type { ServiceContract, User } from '@tessera/contracts';
import type { ServiceAnswer, ServiceRequest } from '@tessera/graph';
import { createReplicas, type Replica, type Replicas } from './replicas.ts';

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
  readonly replicas: Replicas['status'];
  /** One GraphQL request. Rejects with `ServiceUnavailable` when no GraphQL answer came back. */
  graphql(request: ServiceRequest, identity: RequestIdentity, signal?: AbortSignal): Promise<ServiceAnswer>;
  contract(): Promise<ServiceContract>;
  /** These processes are asked from now on. Resolves when those that are not among them have answered what they were asked. */
  ask(urls: readonly string[]): Promise<void>;
  /**
   * Another release is asked by now. What began on this one goes on here for as long as a process of it is there, and then
   * there: the gate has judged them beside each other. Undefined: this one is asked again.
   */
  succeededBy(successor: ServiceClient | undefined): void;
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
  /** One per replica: `http://127.0.0.1:4101` */
  readonly urls: readonly string[];
  readonly internalToken: string;
  /** @default 64 */
  readonly connections?: number;
  /** Until the head of an answer arrives. @default 10 s */
  readonly timeoutMs?: number;
}

/** No connection came about: nothing was sent. */
const neverSent = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENOTFOUND', 'UND_ERR_CONNECT_TIMEOUT']);
/** The connection was lost: nothing was answered, but it may have been carried out. */
const lost = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);
/** A replica says so before it does anything. */
const notHere = new Set(['NOT_READY', 'NOT_CAUGHT_UP', 'REBUILDING']);
/** How long a restarting service is given before the second and last try, when there is no other replica. */
const retryAfterMs = 150;

interface Asked {
  readonly status: number;
  readonly body: unknown;
}

interface Repeatable {
  /** Nothing changes when it is carried out twice. */
  readonly harmless: boolean;
  readonly atLeast?: string | undefined;
}

export function createServiceClient(options: ServiceClientOptions): ServiceClient {
  const { name, urls, internalToken, connections = 64, timeoutMs = 10_000 } = options;
  const limits = { connect: { timeout: 2_000 }, keepAliveTimeout: 30_000 };
  const replicas = createReplicas({
    urls,
    pool: { ...limits, connections, headersTimeout: timeoutMs, bodyTimeout: timeoutMs },
  });
  const authorization = `Bearer ${internalToken}`;
  let successor: ServiceClient | undefined;

  async function askOne({ pool }: Replica, request: Dispatcher.RequestOptions): Promise<Asked> {
    const { statusCode, body } = await pool.request(request);
    const text = await body.text();
    try {
      return { status: statusCode, body: JSON.parse(text) };
    } catch {
      throw new ServiceUnavailable(name, `${request.method} ${request.path} answered ${statusCode} without JSON`);
    }
  }

  async function send(request: Dispatcher.RequestOptions, { harmless, atLeast }: Repeatable): Promise<Asked> {
    const tried = new Set<Replica>();
    let repeated = false;
    for (;;) {
      // Looked up each time: one may have left, or another have come, since the last try.
      const order = replicas.order(atLeast);
      const replica = order.find((each) => !tried.has(each)) ?? order[0];
      if (replica === undefined) throw new ServiceUnavailable(name, 'no process of it is known');
      tried.add(replica);
      const hasOthers = (): boolean => replicas.order(atLeast).some((each) => !tried.has(each));
      try {
        const answer = await askOne(replica, request);
        replicas.answered(replica, positionOf(answer.body));
        const refusal = refusalOf(answer, harmless);
        if (refusal === undefined || repeated || !hasOthers()) return answer;
        repeated = true;
      } catch (error) {
        if (error instanceof ServiceUnavailable) throw error;
        const code = (error as { code?: string }).code ?? '';
        const aborted = (request.signal as AbortSignal | null | undefined)?.aborted === true;
        const unreachable = neverSent.has(code) || lost.has(code);
        if (unreachable && !aborted) replicas.failed(replica);
        const elsewhere = hasOthers();
        const again = neverSent.has(code) ? harmless || elsewhere : lost.has(code) && harmless && !repeated;
        const left = elsewhere || (tried.size === 1 && !repeated);
        if (!left || aborted || !again) {
          const what = `${request.method} ${request.path}: ${code || (error as Error).message}`;
          throw new ServiceUnavailable(name, what, error);
        }
        repeated ||= !elsewhere || lost.has(code);
        if (!elsewhere) await new Promise((resolve) => setTimeout(resolve, retryAfterMs));
      }
    }
  }

  const get = async (path: string, signal?: AbortSignal): Promise<unknown> => {
    const request: Dispatcher.RequestOptions = {
      method: 'GET',
      path,
      headers: { authorization },
      signal: signal ?? null,
    };
    const answer = await send(request, { harmless: true });
    if (answer.status === 200) return answer.body;
    throw new ServiceUnavailable(name, `GET ${path} answered ${answer.status}`);
  };

  return {
    name,
    get replicas() {
      return replicas.status;
    },
    async graphql(operation, identity, signal) {
      if (successor !== undefined && replicas.status.length === 0)
        return successor.graphql(operation, identity, signal);
      const { query, variables, kind } = operation;
      const { status, body } = await send(
        {
          method: 'POST',
          path: '/graphql',
          headers: { authorization, ...identityHeaders(identity) },
          body: JSON.stringify({ query, variables }),
          signal: signal ?? null,
        },
        { harmless: kind === 'query', atLeast: identity.atLeast },
      );
      const answer = body as ServiceAnswer | null;
      if (typeof answer === 'object' && answer !== null && ('data' in answer || Array.isArray(answer.errors)))
        return answer;
      throw new ServiceUnavailable(name, `POST /graphql answered ${status} without a GraphQL result`);
    },
    async contract() {
      const contract = parseServiceContract(await get('/contract'), name);
      if (contract.service === name) return contract;
      throw new ServiceUnavailable(name, `what answers at its address is service "${contract.service}"`);
    },
    ask: (next) => replicas.set(next),
    succeededBy: (next) => void (successor = next),
    close: () => replicas.close(),
  };
}

function positionOf(body: unknown): string | undefined {
  const position = (body as Partial<ServiceAnswer> | null)?.extensions?.['tessera'] as
    { position?: unknown } | undefined;
  return typeof position?.position === 'string' ? position.position : undefined;
}

/** Why another replica had better be asked; undefined: this is the answer. */
function refusalOf({ status, body }: Asked, harmless: boolean): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { code, data, errors } = body as { code?: string; data?: unknown; errors?: ServiceAnswer['errors'] };
  if (status === 503) return code !== undefined && notHere.has(code) ? code : undefined;
  // With data, fields were resolved; a mutation's have been carried out.
  if (!harmless && data !== undefined) return undefined;
  const codes = (errors ?? []).map((error) => error.extensions?.['code']);
  return codes.find((each): each is string => typeof each === 'string' && notHere.has(each));
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
