/**
 * One request to the graph: hash instead of text, who asks, what is asked for at least; and what becomes of the answer: an
 * ended session waits for the next one, an answer older than what is shown is asked for again.
 */
import type { ExecutionResult } from '@urql/core';
import type { Session } from '../session/session.ts';
import type { Positions } from './positions.ts';
import { graphProblem, networkProblem, RequestFailure } from '../problem/problem-of.ts';
import type { Problem } from '../problem/problem.ts';

export interface GraphRequest {
  readonly kind: 'query' | 'mutation';
  readonly name: string;
  readonly hash: string;
  readonly variables: unknown;
  /** `app@version` */
  readonly app: string;
  readonly correlationId: string;
  readonly signal: AbortSignal;
}

export interface SendOptions {
  readonly url: string;
  readonly fetch: typeof globalThis.fetch;
  readonly positions: Positions;
  readonly session: Session;
  /** Longest time one attempt may take. */
  readonly timeoutMs: number;
}

/** An answer that stays older than what is shown after this many attempts is a problem. */
const maxOlder = 3;

/**
 * What a replica answers that is still on a log that was replaced is asked for again, too; when nothing else is to be had, that
 * log is there again, and it is taken.
 *
 * @throws {RequestFailure} when there is no usable answer; the signal's reason when aborted
 */
export async function send(request: GraphRequest, options: SendOptions): Promise<ExecutionResult> {
  const { positions, session } = options;
  for (let older = 0; ;) {
    const shown = positions.now();
    const answer = await post(request, options);
    if (isExpired(answer)) {
      if (await session.expired()) continue;
      throw new RequestFailure(answer.problem ?? expiredProblem);
    }
    if (answer.problem !== undefined) throw new RequestFailure(answer.problem);
    const at = positionsOf(answer.result);
    if (request.kind === 'query' && positions.isOlder(at, shown)) {
      older += 1;
      if (older < maxOlder) continue;
      throw new RequestFailure({
        code: 'NOT_CAUGHT_UP',
        message: 'The newest state is not there yet. We keep trying; what you see stays as it was.',
      });
    }
    if (request.kind === 'query' && positions.isOfFormerLog(at, shown)) {
      older += 1;
      if (older < maxOlder) continue;
    }
    for (const [service, cursor] of Object.entries(at)) positions.see(service, cursor);
    return answer.result;
  }
}

const expiredProblem: Problem = { code: 'SESSION_EXPIRED', message: 'Your session has ended. Sign in to go on.' };

interface Answer {
  readonly result: ExecutionResult;
  /** There is no result to speak of. */
  readonly problem?: Problem;
}

function isExpired({ problem, result }: Answer): boolean {
  if (problem !== undefined) return problem.code === 'SESSION_EXPIRED';
  return (result.errors ?? []).some(
    (error) => 'extensions' in error && error.extensions?.['code'] === 'SESSION_EXPIRED',
  );
}

async function post(request: GraphRequest, { url, fetch, positions, timeoutMs }: SendOptions): Promise<Answer> {
  const { name, hash, variables, app, correlationId, signal } = request;
  const atLeast = positions.header();
  try {
    const response = await fetch(url, {
      method: 'POST',
      credentials: 'same-origin',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      headers: {
        accept: 'application/graphql-response+json, application/json',
        'content-type': 'application/json',
        'x-tessera-app': app,
        'x-correlation-id': correlationId,
        ...(atLeast === undefined ? {} : { 'x-tessera-at-least': atLeast }),
      },
      body: JSON.stringify({
        operationName: name,
        variables: variables ?? {},
        extensions: { persistedQuery: { version: 1, sha256Hash: hash } },
      }),
    });
    return await read(response);
  } catch (error) {
    if (signal.aborted) throw error;
    return { result: {}, problem: networkProblem(error) };
  }
}

/** GraphQL answers have `data` or `errors` whatever the status; anything else is from something in between. */
async function read(response: Response): Promise<Answer> {
  const body: unknown = await response.json().catch(() => undefined);
  if (typeof body !== 'object' || body === null) return { result: {}, problem: strange(response) };
  if ('data' in body || 'errors' in body) return { result: body as ExecutionResult };
  const { code, message, ...rest } = body as { code?: string; message?: string };
  if (response.ok || code === undefined) return { result: {}, problem: strange(response) };
  return {
    result: {},
    problem: graphProblem(message ?? `The gateway answered ${response.status}.`, { ...rest, code }),
  };
}

function strange({ status }: Response): Problem {
  if (status === 401) return expiredProblem;
  if (status === 429)
    return { code: 'OVERLOADED', message: 'There is more to do than we can at the moment. We keep trying.' };
  if (status >= 500) return { code: 'NETWORK', message: 'The platform does not answer at the moment. We keep trying.' };
  return { code: 'INTERNAL', message: `The gateway's answer (${status}) could not be read.` };
}

function positionsOf({ extensions }: ExecutionResult): Readonly<Record<string, string>> {
  const positions: unknown = extensions?.['positions'];
  if (typeof positions !== 'object' || positions === null) return {};
  return Object.fromEntries(
    Object.entries(positions).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  );
}
