/** Errors of every layer, as one `Problem`. */
import type { CombinedError } from '@urql/core';
import type { Owner, Problem } from './problem.ts';

/** What the gateway says of an error. */
interface Extensions {
  readonly code?: unknown;
  readonly service?: unknown;
  readonly field?: unknown;
  readonly correlationId?: unknown;
  readonly owner?: { readonly team?: unknown; readonly name?: unknown; readonly contact?: unknown };
}

/** A request that got no usable answer. */
export class RequestFailure extends Error {
  override readonly name = 'RequestFailure';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** The first error that matters: an ended session before everything else. */
export function problemOf(error: CombinedError | undefined): Problem | undefined {
  if (error === undefined) return undefined;
  if (error.networkError instanceof RequestFailure) return error.networkError.problem;
  if (error.networkError !== undefined) return unreadable(error.networkError);
  const problems = error.graphQLErrors.map((one) => graphProblem(one.message, one.extensions as Extensions));
  return problems.find(({ code }) => code === 'SESSION_EXPIRED') ?? problems[0] ?? unreadable(error);
}

export function graphProblem(message: string, extensions: Extensions | undefined): Problem {
  const { code, service, field, correlationId, owner } = extensions ?? {};
  const of = ownerOf(owner);
  const known = typeof code === 'string' ? code : 'INTERNAL';
  return {
    code: known,
    message: known === 'SERVICE_UNAVAILABLE' ? unavailable(service, of) : message,
    ...(typeof field === 'string' ? { field } : {}),
    ...(typeof service === 'string' ? { service } : {}),
    ...(of === undefined ? {} : { owner: of }),
    ...(typeof correlationId === 'string' ? { correlationId } : {}),
  };
}

function unavailable(service: unknown, owner: Owner | undefined): string {
  const whose = owner === undefined ? '' : ` Team ${owner.name} looks after it.`;
  const what = typeof service === 'string' ? capital(service) : 'This part';
  return `${what} does not answer at the moment.${whose} We keep trying; nothing you did is lost.`;
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

export function ownerOf(owner: Extensions['owner']): Owner | undefined {
  const name = owner?.name ?? owner?.team;
  if (typeof name !== 'string') return undefined;
  return { name, contact: typeof owner?.contact === 'string' ? owner.contact : '' };
}

/** No answer at all: the network, or a gateway that is not there. */
export function networkProblem(cause: unknown): Problem {
  const offline = typeof navigator !== 'undefined' && !navigator.onLine;
  if (cause instanceof DOMException && cause.name === 'TimeoutError')
    return { code: 'TIMEOUT', message: 'No answer came in time. We keep trying.' };
  return {
    code: 'NETWORK',
    message: offline
      ? 'You are offline. What you typed stays here; we go on when the connection is back.'
      : 'The connection was lost. What you typed stays here; we keep trying.',
  };
}

function unreadable(error: Error): Problem {
  return { code: 'INTERNAL', message: error.message };
}
