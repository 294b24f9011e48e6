/**
 * A running service, without transport and without disk: what the Node host and the in-memory host have in common. It
 * follows the log, folds, carries out commands, runs policies and answers GraphQL, live openings and document requests.
 */
import { decodeCursor, encodeCursor, type EventLog, type Position } from '@tessera/event-log';
import type { GraphQLSchema } from 'graphql';
import type { ServiceDefinition } from '../../definition/service.ts';
import type { User } from '../../definition/user.ts';
import type { LookUp } from '../../definition/policy.ts';
import { createCommandEngine, type CommandEngine } from '../command/command-engine.ts';
import { compileService, type CompiledService } from '../compiled-service.ts';
import type { HelloLine } from '../feed/change-line.ts';
import { recordContract } from '../event-contract/contract-stream.ts';
import { createFolder, type Flushed, type Folder } from '../fold/folder.ts';
import { followLog } from '../fold/follow-log.ts';
import { createWaiting } from '../fold/waiting.ts';
import { executableSchema } from '../graphql/executable-schema.ts';
import { createRequestContext, patienceMs, type RequestContext } from '../graphql/request-context.ts';
import { openLive, type LiveOpening } from '../live/open-live.ts';
import { pause } from '../policy/pause.ts';
import { createErasures, type Erasures } from '../privacy/erasures.ts';
import type { KeyVault } from '../privacy/key-vault.ts';
import { carryOutErasures } from '../privacy/subject-erased.ts';
import type { ProjectionShape, ReadStore } from '../read-store/read-store.ts';
import type { World } from '../world/world.ts';
import { documentsOf, type DocumentsAnswer, type DocumentsRequest } from './documents.ts';

export interface RuntimeOptions {
  readonly service: ServiceDefinition;
  readonly log: EventLog;
  readonly openStore: (shapes: readonly ProjectionShape[]) => ReadStore;
  /** A store that is thrown away when it is closed: documents are folded anew in it, to find out what an erasure changes. */
  readonly openScratch: (shapes: readonly ProjectionShape[]) => ReadStore;
  /** Opens and seals personal data. It stays open. */
  readonly vault: KeyVault;
  /** Everything of an erased person is out of the store: what lies beside it may go, too. */
  readonly onForgotten?: () => void;
  readonly world: World;
  readonly soon: (run: () => void) => void;
  readonly onFailure: (error: unknown, what: string) => void;
}

export interface RequestOptions {
  readonly user: User | null;
  readonly correlationId: string;
  readonly traceparent?: string | undefined;
}

export interface ServiceRuntime {
  readonly compiled: CompiledService;
  readonly schema: GraphQLSchema;
  readonly engine: CommandEngine;
  readonly store: ReadStore;
  readonly folder: Folder;
  readonly erasures: Erasures;
  /** Folded, written, announced up to it. */
  readonly position: Position;
  readonly cursor: string;
  cursorAt(position: Position): string;
  /** With the projection's generation: what `/documents` takes as `after`. */
  documentsCursor(projection: string): string;
  hello(position: Position): HelloLine;
  /** Where a feed may go on from; undefined: there is a gap, it starts at the present position. */
  feedStart(after: string | undefined): Position | undefined;
  /** Whether it has caught up with where the log was when it started; before that nothing may be answered from it. */
  readonly caughtUp: boolean;
  readonly whenCaughtUp: Promise<void>;
  /** The head that `whenCaughtUp` waits for. */
  readonly startHead: Position;
  readonly docs: LookUp;
  context(request: RequestOptions): RequestContext;
  /** False when it is not reached in time. A cursor of another epoch is no reason to wait. */
  atLeast(cursor: string): Promise<boolean>;
  until(position: Position, milliseconds: number): Promise<boolean>;
  liveOpen(field: string, args: { readonly [name: string]: unknown }, user: User | null): LiveOpening;
  /** Undefined: no such projection. */
  documents(request: DocumentsRequest): DocumentsAnswer | undefined;
  /** Called after each write. Returns how to stop. */
  onFlushed(listener: (flushed: Flushed) => void): () => void;
  close(): Promise<void>;
}

export async function startRuntime(options: RuntimeOptions): Promise<ServiceRuntime> {
  const { log, world, soon, onFailure, vault } = options;
  const compiled = compileService(options.service, vault);
  const schema = executableSchema(options.service);
  // Before anything is opened: keys that came back from a backup go again.
  const carriedOut = await carryOutErasures(log, vault);
  const store = options.openStore([...compiled.projections.values()].map(({ shape }) => shape));
  const listeners = new Set<(flushed: Flushed) => void>();
  const waiting = createWaiting(() => folder.flushed);
  const folder = createFolder(compiled, store, log.epoch, (flushed) => {
    for (const listener of listeners) listener(flushed);
    waiting.reached(flushed.position);
  });
  let retry: ReturnType<typeof setTimeout> | undefined;
  /** A store that cannot be written (a full disk) must not fail commands, which are recorded: it is tried again. */
  function flush(): void {
    clearTimeout(retry);
    try {
      folder.flush();
    } catch (error) {
      onFailure(error, 'writing the read store');
      retry = setTimeout(flush, 1_000);
    }
  }
  const closing = new AbortController();
  await compiled.versions.load(log);
  const recording = recordContract(
    options.service,
    log,
    { now: world.now, onFailure: (error) => onFailure(error, 'recording the event contract') },
    closing.signal,
  );
  const engine = createCommandEngine({
    service: compiled,
    log,
    world,
    ready: recording,
    onAppended(commit) {
      // In order or not at all: with a gap before it, the subscription brings both.
      if (!caughtUp || commit.position !== folder.folded + 1) return;
      folder.fold(commit);
      flush();
    },
  });

  const erasures = createErasures({
    service: compiled,
    log,
    vault,
    store,
    folder,
    openScratch: options.openScratch,
    carriedOut,
    soon,
    flush,
    forgetStreams: () => engine.forget(),
    onForgotten: options.onForgotten ?? (() => undefined),
  });

  const generations = Object.fromEntries(
    [...compiled.projections].map(([name, { shape }]) => [name, shape.generation]),
  );
  const startHead = await log.head();
  const started = Promise.withResolvers<void>();
  let caughtUp = false;
  const following = follow();

  async function follow(): Promise<void> {
    for (let delay = 50; !closing.signal.aborted; delay = Math.min(delay * 2, 2_000)) {
      try {
        await followLog(
          {
            log,
            filter: compiled.filter,
            folder,
            flush,
            head: startHead,
            soon,
            onErasure: (commit) => erasures.carryOut(commit, closing.signal),
            onCaughtUp() {
              store.caughtUp();
              caughtUp = true;
              started.resolve();
            },
          },
          closing.signal,
        );
      } catch (error) {
        onFailure(error, 'following the log');
      }
      await pause(delay, closing.signal);
    }
  }

  const until = (position: Position, milliseconds: number): Promise<boolean> => {
    // What is folded and not yet written is written now instead of at the end of this turn.
    if (caughtUp && folder.folded >= position && folder.flushed < position) flush();
    return waiting.until(position, milliseconds);
  };

  return {
    compiled,
    schema,
    engine,
    store,
    folder,
    erasures,
    startHead,
    whenCaughtUp: started.promise,
    get caughtUp() {
      return caughtUp;
    },
    get position() {
      return folder.flushed;
    },
    get cursor() {
      return encodeCursor({ epoch: log.epoch, position: folder.flushed });
    },
    cursorAt: (position) => encodeCursor({ epoch: log.epoch, position }),
    documentsCursor: (projection) =>
      encodeCursor({ epoch: log.epoch, position: folder.flushed, generation: generations[projection]! }),
    hello: (position) => ({
      kind: 'hello',
      service: options.service.name,
      epoch: log.epoch,
      generations,
      position,
    }),
    feedStart(after) {
      const from = after === undefined ? undefined : decodeCursor(after);
      if (from?.epoch !== log.epoch || from.position > folder.flushed) return undefined;
      const reachable = Object.keys(generations).every((name) => store.reachesBack(name, from.position));
      return reachable ? from.position : undefined;
    },
    docs: (projection) => ({ get: (key) => folder.get(projection, key) as never }),
    context: (request) =>
      createRequestContext({
        ...request,
        service: compiled,
        store,
        engine,
        world,
        epoch: log.epoch,
        folded: () => folder.flushed,
        until,
      }),
    async atLeast(cursor) {
      const asked = decodeCursor(cursor);
      return asked === undefined || asked.epoch !== log.epoch || until(asked.position, patienceMs);
    },
    until,
    liveOpen: (field, args, user) => openLive(options.service, schema, field, args, user),
    documents: (request) => documentsOf(compiled, store, log.epoch, folder.flushed, request),
    onFlushed(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      closing.abort();
      clearTimeout(retry);
      await Promise.all([following, recording]);
      flush();
      clearTimeout(retry);
      store.close();
    },
  };
}
