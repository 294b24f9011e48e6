/** The routes of seams §3. Everything but health needs the internal token; nothing is answered from a half-folded store. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { decodeCursor } from '@tessera/event-log';
import { z } from 'zod';
import type { ServiceContract } from '../../core/contract.ts';
import { notCaughtUp, patienceMs } from '../../core/graphql/request-context.ts';
import { ServiceError } from '../../core/graphql/service-error.ts';
import type { ServiceRuntime } from '../../core/runtime/service-runtime.ts';
import type { World } from '../../core/world/world.ts';
import type { AdminRoutes } from './admin.ts';
import { answerJson, HttpProblem, readJson } from './answer.ts';
import { callerOf, createTokenCheck, type Caller } from './caller.ts';
import type { Feed } from './feed.ts';
import type { GraphqlHandler } from './graphql.ts';

export interface RouteOptions {
  readonly runtime: ServiceRuntime;
  readonly contract: ServiceContract & { readonly release: string };
  readonly graphql: GraphqlHandler;
  readonly feed: Feed;
  readonly admin: AdminRoutes;
  readonly token: string;
  readonly world: World;
  readonly logger: Logger;
  readonly bodyLimit: number;
  /** The body of `/readyz`, with whether it is ready. */
  readonly status: () => { readonly ready: boolean; readonly rebuilding?: object | undefined };
}

const openSchema = z.object({ field: z.string(), args: z.record(z.string(), z.unknown()).nullish() });

export function createRoutes(options: RouteOptions): Server {
  const { runtime, world, logger, bodyLimit } = options;
  const { definition } = runtime.compiled;
  const checkToken = createTokenCheck(options.token);

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://service');
    const name = `${request.method} ${url.pathname}`;
    if (name === 'GET /healthz') return answerHealth(response);
    if (name === 'GET /readyz') return answerReady(response, url.searchParams.has('complete'));
    checkToken(request);
    if (name === 'GET /contract') return answerJson(response, 200, options.contract);
    if (!runtime.caughtUp) {
      throw new HttpProblem(503, 'NOT_READY', `"${definition.name}" is still folding its log: see /readyz.`);
    }
    const caller = callerOf(request, (prefix) => world.newId(prefix));
    switch (name) {
      case 'POST /graphql':
        return answerGraphql(request, response, caller);
      case 'POST /live/open':
        return answerOpen(request, response, caller);
      case 'GET /documents':
        return answerDocuments(response, url.searchParams);
      case 'GET /feed':
        return answerFeed(response, url.searchParams.get('after') ?? undefined);
      default:
        if (await options.admin.handle(name, url.searchParams, { request, response, caller })) return;
        throw new HttpProblem(404, 'UNKNOWN_ROUTE', `There is no ${name} here.`);
    }
  }

  /** Alive = it answers, and its fold goes on: who hears otherwise ends the process, and starts another. */
  function answerHealth(response: ServerResponse): void {
    const { hanging } = runtime;
    const alive = hanging === undefined;
    answerJson(response, alive ? 200 : 503, { alive, service: definition.name, ...(alive ? {} : { hanging }) });
  }

  /** `complete`: for who has a choice, as when the release before still runs: not before everything is of this release. */
  function answerReady(response: ServerResponse, complete: boolean): void {
    const status = options.status();
    const ready = status.ready && !(complete && status.rebuilding !== undefined);
    answerJson(response, ready ? 200 : 503, status);
  }

  async function answerGraphql(request: IncomingMessage, response: ServerResponse, caller: Caller): Promise<void> {
    const { user, correlationId, traceparent, atLeast } = caller;
    if (atLeast !== undefined && !(await runtime.atLeast(atLeast))) {
      const { code, message } = notCaughtUp(definition.name, runtime.position, decodeCursor(atLeast)?.position ?? 0);
      return answerJson(response, 200, {
        errors: [{ message, extensions: { code, correlationId } }],
        extensions: { tessera: { service: definition.name, position: runtime.cursor } },
      });
    }
    await options.graphql(request, response, runtime.context({ user, correlationId, traceparent, atLeast }));
  }

  async function answerOpen(request: IncomingMessage, response: ServerResponse, { user }: Caller): Promise<void> {
    const body = openSchema.safeParse(await readJson(request, bodyLimit));
    if (!body.success) throw new HttpProblem(400, 'INVALID_BODY', 'Send {"field": …, "args": {…}}.');
    const { field, args } = body.data;
    const opening = runtime.liveOpen(field, args ?? {}, user);
    if (!opening.ok) {
      const { code, message } = opening;
      return answerJson(response, code === 'FORBIDDEN' ? 403 : 400, { code, message });
    }
    const { projection, partition, type } = opening;
    answerJson(response, 200, { projection, partition, type, cursor: runtime.documentsCursor(projection) });
  }

  /** A reader that is ahead of this replica waits for it; it is never answered with something older. */
  async function waitFor(after: string | undefined, projection?: string): Promise<void> {
    if (after === undefined || ((await runtime.atLeast(after)) && !isBeyond(projection, after))) return;
    throw new HttpProblem(
      503,
      'NOT_CAUGHT_UP',
      `"${definition.name}" is at ${runtime.cursor} and did not reach ${after} within ${patienceMs} ms. Try again.`,
    );
  }

  /** Documents of a former fold stand still: who has seen newer ones waits for those of the present fold. */
  function isBeyond(projection: string | undefined, after: string): boolean {
    if (projection === undefined || !runtime.compiled.projections.has(projection)) return false;
    const [seen, here] = [decodeCursor(after), decodeCursor(runtime.documentsCursor(projection))!];
    return seen?.epoch === here.epoch && seen.position > here.position;
  }

  async function answerDocuments(response: ServerResponse, query: URLSearchParams): Promise<void> {
    const projection = query.get('projection') ?? '';
    const after = query.get('after') ?? undefined;
    await waitFor(after, projection);
    const partition = query.get('partition') ?? '*';
    const answer = runtime.documents({ projection, partition, ...(after === undefined ? {} : { after }) });
    if (answer === undefined) {
      const known = [...runtime.compiled.projections.keys()].join(', ');
      throw new HttpProblem(404, 'UNKNOWN_PROJECTION', `There is no projection "${projection}"; there are: ${known}.`);
    }
    answerJson(response, 200, answer);
  }

  async function answerFeed(response: ServerResponse, after: string | undefined): Promise<void> {
    await waitFor(after);
    options.feed.open(response, after);
  }

  function fail(response: ServerResponse, error: unknown): void {
    if (response.headersSent) {
      response.destroy();
      return;
    }
    // The only one that gets here: there is nothing to show yet.
    if (error instanceof ServiceError) {
      answerJson(response, 503, { code: error.code, message: error.message });
      return;
    }
    const known = error instanceof HttpProblem;
    if (!known) logger.error({ err: error }, 'a request failed');
    const { status, code, message } = known
      ? error
      : { status: 500, code: 'INTERNAL', message: 'Something went wrong here.' };
    answerJson(response, status, { code, message });
  }

  const server = createServer((request, response) => {
    route(request, response).catch((error: unknown) => fail(response, error));
  });
  // The gateway keeps connections; a server that closes first would fail a request now and then.
  server.keepAliveTimeout = 75_000;
  return server;
}
