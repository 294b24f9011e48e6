/** A small service that speaks seams §3 over real HTTP, with documents that tests put and services that tests stop. */
import { makeExecutableSchema } from '@graphql-tools/schema';
import { stitchingDirectives } from '@graphql-tools/stitching-directives';
import type { IResolvers } from '@graphql-tools/utils';
import { graphql } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { User } from '@tessera/contracts';

export const internalToken = 'internal-token-of-the-tests';
const directives = `${stitchingDirectives().allStitchingDirectivesTypeDefs}\ndirective @live(projection: String!) on FIELD_DEFINITION`;

export interface Asked {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly user: User | null;
  readonly body: string;
}

export interface TestServiceOptions {
  readonly name: string;
  /** @default '1.0.0' */
  readonly release?: string;
  readonly sdl: string;
  readonly resolvers?: IResolvers;
  readonly computed?: readonly string[];
  /** Subscription field → its projection and type; `*` is the partition unless `partitionOf` says otherwise. */
  readonly live?: Readonly<Record<string, { projection: string; type: string }>>;
  readonly partitionOf?: (field: string, args: Record<string, unknown>, user: User | null) => string | undefined;
  readonly partition?: (document: Record<string, unknown>) => string;
}

interface Change {
  readonly position: number;
  readonly projection: string;
  readonly key: string;
  readonly partition: string;
  readonly document: Record<string, unknown> | null;
}

export interface TestService {
  readonly name: string;
  readonly url: string;
  readonly asked: Asked[];
  sdl: string;
  /** Called before each GraphQL answer. */
  beforeAnswer: () => Promise<void> | void;
  put(projection: string, key: string, document: Record<string, unknown> | null): string;
  cursor(): string;
  stop(): Promise<void>;
  /** On the port it had. */
  start(): Promise<void>;
}

export async function startTestService(options: TestServiceOptions): Promise<TestService> {
  const { name, release = '1.0.0', partition = () => 'all' } = options;
  const changes: Change[] = [];
  const current = new Map<string, Change>();
  const feeds = new Set<ServerResponse>();
  const asked: Asked[] = [];
  let position = 1;
  let port = 0;
  let server: Server | undefined;
  const cursor = (at = position): string => `e1.${at.toString(36)}`;
  const generations = (): Record<string, string> =>
    Object.fromEntries(Object.values(options.live ?? {}).map(({ projection }) => [projection, 'g1']));

  const self: TestService = {
    name,
    get url() {
      return `http://127.0.0.1:${port}`;
    },
    asked,
    sdl: options.sdl,
    beforeAnswer: () => undefined,
    cursor,
    put(projection, key, document) {
      position += 1;
      const before = current.get(`${projection}/${key}`);
      const where = document === null ? (before?.partition ?? 'all') : partition(document);
      const change = { position, projection, key, partition: where, document };
      changes.push(change);
      current.set(`${projection}/${key}`, change);
      const { position: _position, ...line } = change;
      for (const feed of feeds) feed.write(`${JSON.stringify({ kind: 'changes', position, changes: [line] })}\n`);
      return cursor();
    },
    async stop() {
      const stopping = server;
      server = undefined;
      if (stopping === undefined) return;
      const closed = new Promise((resolve) => stopping.close(resolve));
      stopping.closeAllConnections();
      await closed;
    },
    async start() {
      server = createServer((req, res) => void answer(req, res));
      await new Promise<void>((resolve) => server!.listen(port, '127.0.0.1', resolve));
      port = (server.address() as AddressInfo).port;
    },
  };

  /** Of the schema it claims to have; tests also let it claim one that does not hold. */
  const executable = (): GraphQLSchema => {
    const build = (sdl: string): GraphQLSchema =>
      makeExecutableSchema({
        typeDefs: [directives, sdl],
        resolvers: options.resolvers ?? {},
        resolverValidationOptions: { requireResolversToMatchSchema: 'ignore' },
      });
    try {
      return build(self.sdl);
    } catch {
      return build(options.sdl);
    }
  };

  const json = (res: ServerResponse, status: number, value: unknown): void =>
    void res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));

  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const url = new URL(req.url ?? '/', 'http://service');
    let body = '';
    for await (const chunk of req.setEncoding('utf8') as AsyncIterable<string>) body += chunk;
    const encoded = req.headers['x-tessera-user'];
    const user =
      typeof encoded === 'string' ? (JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8')) as User) : null;
    asked.push({ path: url.pathname, headers: req.headers, user, body });
    if (req.headers.authorization !== `Bearer ${internalToken}`)
      return json(res, 401, { code: 'UNAUTHORIZED', message: 'wrong internal token' });
    switch (url.pathname) {
      case '/contract': {
        const { live = {}, computed = [] } = options;
        return json(res, 200, { service: name, release, schema: self.sdl, events: {}, live, computed });
      }
      case '/graphql': {
        await self.beforeAnswer();
        const { query, variables } = JSON.parse(body) as { query: string; variables: Record<string, unknown> };
        const schema = executable();
        const result = await graphql({ schema, source: query, variableValues: variables, contextValue: { user } });
        return json(res, 200, { ...result, extensions: { tessera: { service: name, position: cursor() } } });
      }
      case '/live/open': {
        const { field, args } = JSON.parse(body) as { field: string; args: Record<string, unknown> };
        const live = options.live?.[field];
        const where = options.partitionOf === undefined ? '*' : options.partitionOf(field, args, user);
        if (live === undefined || where === undefined)
          return json(res, 403, { code: 'FORBIDDEN', message: `${field} is not for you` });
        return json(res, 200, { ...live, partition: where, cursor: `${cursor()}.g1` });
      }
      case '/documents': {
        const [projection, where, after] = ['projection', 'partition', 'after'].map((key) => url.searchParams.get(key));
        const from = after?.split('.');
        const usable = from?.[0] === 'e1' && from[2] === 'g1';
        const since = usable ? Number.parseInt(from[1]!, 36) : 0;
        const mine = [...current.values()].filter(
          (change) =>
            change.projection === projection &&
            (where === '*' || change.partition === where) &&
            change.position > since,
        );
        const documents = mine
          .filter((change) => change.document !== null)
          .map((change) => [change.key, change.document]);
        const gone = mine.filter((change) => change.document === null).map((change) => change.key);
        return json(res, 200, { cursor: `${cursor()}.g1`, reset: !usable, documents, gone });
      }
      case '/feed': {
        const after = url.searchParams.get('after')?.split('.');
        const from = after?.[0] === 'e1' ? Number.parseInt(after[1]!, 36) : position;
        res.writeHead(200, { 'content-type': 'application/x-ndjson' });
        res.write(
          `${JSON.stringify({ kind: 'hello', service: name, epoch: 'e1', generations: generations(), position: from })}\n`,
        );
        for (const { position: at, ...change } of changes.filter((each) => each.position > from))
          res.write(`${JSON.stringify({ kind: 'changes', position: at, changes: [change] })}\n`);
        res.write(`${JSON.stringify({ kind: 'progress', position })}\n`);
        feeds.add(res);
        const heartbeat = setInterval(() => res.write('{"kind":"heartbeat"}\n'), 1_000);
        res.once('close', () => {
          feeds.delete(res);
          clearInterval(heartbeat);
        });
        return undefined;
      }
      default:
        return json(res, 404, { code: 'NOT_FOUND', message: url.pathname });
    }
  };

  await self.start();
  return self;
}
