/** What one request's resolvers are handed: documents as they are, commands, and nothing else from outside. */
import { decodeCursor, type Position } from '@tessera/event-log';
import type { DocumentReader, ResolverContext } from '../../definition/resolver.ts';
import type { User } from '../../definition/user.ts';
import type { CommandEngine } from '../command/command-engine.ts';
import type { CompiledService } from '../compiled-service.ts';
import { rebuilding } from '../read-store/rebuilding.ts';
import type { ReadStore } from '../read-store/read-store.ts';
import { sha256 } from '../world/sha256.ts';
import type { World } from '../world/world.ts';
import { ServiceError } from './service-error.ts';

export interface RequestContext extends ResolverContext {
  /**
   * Up to where the answer is certainly new: what was folded when it began, and what it has waited for; less when it read
   * documents of a former fold.
   */
  readonly position: Position;
}

export interface RequestContextOptions {
  readonly service: CompiledService;
  readonly store: ReadStore;
  readonly engine: CommandEngine;
  readonly world: World;
  readonly epoch: string;
  /** Where the documents are now. */
  readonly folded: () => Position;
  readonly until: (position: Position, milliseconds: number) => Promise<boolean>;
  readonly user: User | null;
  readonly correlationId: string;
  readonly traceparent?: string | undefined;
  /** Nothing older may be answered. */
  readonly atLeast?: Position | undefined;
}

/** How long anything waits for a position before it is refused, milliseconds. */
export const patienceMs = 2_000;

export function createRequestContext(options: RequestContextOptions): RequestContext {
  const { service, store, engine, world, epoch, user, correlationId, traceparent } = options;
  let position = options.folded();
  let oldest = Infinity;
  let least = options.atLeast ?? 0;

  async function until(cursor: string, strict: boolean): Promise<void> {
    const decoded = decodeCursor(cursor);
    if (decoded === undefined) throw new ServiceError('INVALID_CURSOR', `"${cursor}" is no position.`);
    // A position of another history says nothing about this one; the answer carries the epoch, so the client sees it.
    if (decoded.epoch !== epoch) return;
    if (strict) least = Math.max(least, decoded.position);
    if (await options.until(decoded.position, patienceMs)) position = Math.max(position, decoded.position);
    else if (strict) throw notCaughtUp(service.definition.name, options.folded(), decoded.position);
  }

  /** Called before anything is read: documents of a former fold stand still, and may be too old for this request. */
  function read(projection: string): void {
    const standing = store.standing(projection);
    if (standing.state === 'none') throw rebuilding(projection);
    if (standing.state === 'live') return;
    if (standing.position < least) throw notCaughtUp(service.definition.name, standing.position, least);
    oldest = Math.min(oldest, standing.position);
  }

  return {
    user,
    correlationId,
    get position() {
      return Math.min(position, oldest);
    },
    docs: (projection) => reader(service, store, projection, read),
    async command(stream, id, name, input, { commandId, basedOn }) {
      if (typeof commandId !== 'string' || commandId === '') {
        throw new ServiceError('INVALID_COMMAND_ID', 'A command needs a commandId: a text of its own for each intent.');
      }
      const meta = { correlationId, ...(traceparent === undefined ? {} : { traceparent }) };
      const result = await engine.execute({ stream, id, name, input, commandId, basedOn, user, meta });
      // Recorded is recorded: a replica that lags must not turn it into an error, and what it shows may be older.
      least = 0;
      if (result.ok) await until(result.position, false);
      return result;
    },
    seen: (cursor) => until(cursor, true),
    now: () => world.now(),
    newId: (prefix) => world.newId(prefix),
    random: () => world.random(),
    hash: sha256,
  };
}

export function notCaughtUp(service: string, at: Position, asked: Position): ServiceError {
  return new ServiceError(
    'NOT_CAUGHT_UP',
    `"${service}" has not caught up yet: it is at ${at}, ${asked} was asked for. Try again in a moment.`,
  );
}

function reader<Doc extends object>(
  service: CompiledService,
  store: ReadStore,
  projection: string,
  read: (projection: string) => void,
): DocumentReader<Doc> {
  if (!service.projections.has(projection)) {
    const known = [...service.projections.keys()].join(', ');
    throw new Error(`The service "${service.definition.name}" has no projection "${projection}"; it has: ${known}.`);
  }
  const get = (key: string): Doc | null => {
    read(projection);
    return (store.get(projection, key)?.doc as Doc | undefined) ?? null;
  };
  return {
    get,
    getMany: (keys) => keys.map(get),
    page(request) {
      read(projection);
      return store.page(projection, request) as ReturnType<DocumentReader<Doc>['page']>;
    },
  };
}
