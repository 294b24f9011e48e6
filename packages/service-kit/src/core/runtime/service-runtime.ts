/**
 * A running service, without transport and without disk: what the Node host and the in-memory host have in common. It
 * follows the log, folds, carries out commands, runs policies and answers GraphQL, live openings and document requests.
 */
import { decodeCursor, encodeCursor, type Commit, type EventLog, type Position } from '@tessera/event-log';
import type { GraphQLSchema } from 'graphql';
import type { ServiceDefinition } from '../../definition/service.ts';
import type { User } from '../../definition/user.ts';
import type { LookUp } from '../../definition/policy.ts';
import { createCommandEngine, type CommandEngine } from '../command/command-engine.ts';
import { compileService, type CompiledService } from '../compiled-service.ts';
import type { HelloLine } from '../feed/change-line.ts';
import { recordContract } from '../event-contract/contract-stream.ts';
import { createFlusher } from '../fold/flusher.ts';
import { createFolder, type Flushed, type Folder } from '../fold/folder.ts';
import { followLog } from '../fold/follow-log.ts';
import { droppedEvents } from '../fold/parking-decision.ts';
import { createPulse, type PulseOptions } from '../fold/pulse.ts';
import { createWaiting } from '../fold/waiting.ts';
import { executableSchema } from '../graphql/executable-schema.ts';
import { createRequestContext, patienceMs, type RequestContext } from '../graphql/request-context.ts';
import { openLive, type LiveOpening } from '../live/open-live.ts';
import { pause } from '../policy/pause.ts';
import { createErasures, type Erasures } from '../privacy/erasures.ts';
import type { KeyVault } from '../privacy/key-vault.ts';
import { carryOutErasures } from '../privacy/subject-erased.ts';
import { rebuilding } from '../read-store/rebuilding.ts';
import type { ProjectionShape, ReadStore } from '../read-store/read-store.ts';
import { createRebuilder, type RebuildProgress } from '../rebuild/rebuilder.ts';
import type { FoldAhead } from '../rebuild/rebuild.ts';
import type { World } from '../world/world.ts';
import { assertNotRewound } from './assert-not-rewound.ts';
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
  /** Where the long part of a rebuild runs. @default here, in small pieces */
  readonly foldAhead?: FoldAhead | undefined;
  /** When folding is taken for hanging. */
  readonly pulse?: Pick<PulseOptions, 'patienceMs' | 'everyMs'>;
}

export interface RequestOptions {
  readonly user: User | null;
  readonly correlationId: string;
  readonly traceparent?: string | undefined;
  /** Cursor. The caller has waited for it with `atLeast`. */
  readonly atLeast?: string | undefined;
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
  /** With the projection's generation: what `/documents` takes as `after`. Throws `REBUILDING` when there is nothing yet. */
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
  /** As `until`, and every projection is of its present fold: what policies wait for. */
  settled(position: Position, milliseconds: number): Promise<boolean>;
  /** Why folding is taken for hanging; undefined: it goes on. */
  readonly hanging: string | undefined;
  /** What is being made anew; undefined: nothing. */
  readonly rebuilding: RebuildProgress | undefined;
  /** Makes the documents anew while the present ones are served. @default all projections */
  rebuild(projections?: readonly string[]): Promise<void>;
  liveOpen(field: string, args: { readonly [name: string]: unknown }, user: User | null): LiveOpening;
  /** Undefined: no such projection. */
  documents(request: DocumentsRequest): DocumentsAnswer | undefined;
  /** Called after each write. Returns how to stop. */
  onFlushed(listener: (flushed: Flushed) => void): () => void;
  /** Called when other documents are served from now on: say hello again. Returns how to stop. */
  onSwapped(listener: () => void): () => void;
  close(): Promise<void>;
}

export async function startRuntime(options: RuntimeOptions): Promise<ServiceRuntime> {
  const { log, world, soon, onFailure, vault } = options;
  const compiled = compileService(options.service, vault);
  const schema = executableSchema(options.service);
  // Before anything is opened: keys that came back from a backup go again.
  const carriedOut = await carryOutErasures(log, vault);
  const store = options.openStore([...compiled.projections.values()].map(({ shape }) => shape));
  let startHead: Position;
  try {
    startHead = await assertNotRewound(log, options.service.name, furthest(store, [...compiled.projections.keys()]));
  } catch (error) {
    store.close();
    throw error;
  }
  const listeners = new Set<(flushed: Flushed) => void>();
  const swapListeners = new Set<() => void>();
  const dropped = await droppedEvents(log, options.service.name);
  const waiting = createWaiting(() => folder.flushed);
  const folder = createFolder(
    compiled,
    store,
    log.epoch,
    (flushed) => {
      for (const listener of listeners) listener(flushed);
      waiting.reached(flushed.position);
    },
    { head: startHead, dropped, onResumable: (projection) => resume(projection) },
  );
  const { flush, close: endFlushing } = createFlusher(
    () => folder.flush(),
    (error) => onFailure(error, 'writing the read store'),
  );
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
      // In order, and with its keys, or not at all: the subscription brings it.
      if (!caughtUp || commit.position !== folder.folded + 1 || !folder.isOpenable(commit)) return;
      folder.fold(commit);
      flush();
    },
  });

  const pulse = createPulse({ head: () => log.head(), folded: () => folder.folded, ...options.pulse });
  const erasures = createErasures({
    service: compiled,
    log,
    vault,
    store,
    folder,
    openScratch: options.openScratch,
    dropped,
    carriedOut,
    // It may take a pass over the log, in which no position moves.
    soon(run) {
      pulse.beat();
      soon(run);
    },
    flush,
    forgetStreams: () => engine.forget(),
    onForgotten: options.onForgotten ?? (() => undefined),
    onFailure,
  });

  const names = [...compiled.projections.keys()];
  const started = Promise.withResolvers<void>();
  let caughtUp = false;
  /** Replaced at each swap. */
  let swap = Promise.withResolvers<void>();
  const rebuilder = createRebuilder(
    {
      service: compiled,
      log,
      store,
      main: folder,
      dropped,
      foldAhead: options.foldAhead,
      soon,
      now: world.now,
      flush,
      clean: () => Math.max(carriedOut, erasures.position),
      onFailure,
      onSwapped() {
        for (const listener of swapListeners) listener();
        swap.resolve();
        swap = Promise.withResolvers();
      },
    },
    closing.signal,
  );
  /** By themselves, while what they have is served: see `Folder.stopped`. */
  const resuming = new Set<string>();
  function resume(projection: string): void {
    if (resuming.has(projection)) return;
    resuming.add(projection);
    void started.promise
      .then(() => rebuilder.run([projection], true))
      .then(() => {
        resuming.delete(projection);
        // More may have been learned meanwhile.
        if (!closing.signal.aborted) folder.resume();
      });
  }
  const following = follow();
  const settled = (): boolean => names.every((name) => store.standing(name).state === 'live');

  async function carryOut(commit: Commit): Promise<void> {
    const before = names.filter((name) => store.standing(name).state === 'former');
    await erasures.carryOut(commit, closing.signal);
    // They could not be written over, and went.
    if (before.some((name) => store.standing(name).state === 'none')) for (const listener of swapListeners) listener();
  }

  async function follow(): Promise<void> {
    for (let delay = 50; !closing.signal.aborted; delay = Math.min(delay * 2, 2_000)) {
      try {
        await erasures.finish(closing.signal);
        await followLog(
          {
            log,
            service: options.service.name,
            filter: compiled.filter,
            folder,
            flush,
            head: startHead,
            soon,
            onErasure: (commit) => rebuilder.standAside(() => carryOut(commit)),
            onCaughtUp() {
              store.caughtUp();
              caughtUp = true;
              started.resolve();
              void rebuilder.run(store.missing(), false);
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

  /** Of this epoch; a position of another history says nothing. */
  function positionHere(cursor: string | undefined): Position | undefined {
    const decoded = cursor === undefined ? undefined : decodeCursor(cursor);
    return decoded?.epoch === log.epoch ? decoded.position : undefined;
  }

  function hello(position: Position): HelloLine {
    const standing = names.map((name) => [name, store.standing(name)] as const);
    const served = standing.flatMap(([name, each]) =>
      each.state === 'none' ? [] : [[name, each.generation] as const],
    );
    const former = standing.flatMap(([name, each]) =>
      each.state === 'former' ? [[name, each.position] as const] : [],
    );
    return {
      kind: 'hello',
      service: options.service.name,
      epoch: log.epoch,
      generations: Object.fromEntries(served),
      position,
      ...(former.length === 0 ? {} : { former: Object.fromEntries(former) }),
    };
  }

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
    documentsCursor(projection) {
      const standing = store.standing(projection);
      if (standing.state === 'none') throw rebuilding(projection);
      const position = standing.state === 'former' ? standing.position : folder.flushed;
      return encodeCursor({ epoch: log.epoch, position, generation: standing.generation });
    },
    hello,
    feedStart(after) {
      const from = after === undefined ? undefined : decodeCursor(after);
      if (from?.epoch !== log.epoch || from.position > folder.flushed) return undefined;
      const reachable = names.every(
        (name) => store.standing(name).state === 'none' || store.reachesBack(name, from.position),
      );
      return reachable ? from.position : undefined;
    },
    docs: (projection) => ({ get: (key) => folder.get(projection, key) as never }),
    context: (request) =>
      createRequestContext({
        ...request,
        atLeast: positionHere(request.atLeast),
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
    async settled(position, milliseconds) {
      if (settled()) return until(position, milliseconds);
      await Promise.race([swap.promise, pause(milliseconds, closing.signal)]);
      return settled() && until(position, milliseconds);
    },
    get hanging() {
      return pulse.hanging;
    },
    get rebuilding() {
      return rebuilder.progress;
    },
    rebuild: (projections = names) => rebuilder.run(projections, true),
    liveOpen: (field, args, user) => openLive(options.service, schema, field, args, user),
    documents: (request) => documentsOf(compiled, store, log.epoch, folder.flushed, request),
    onFlushed(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onSwapped(listener) {
      swapListeners.add(listener);
      return () => swapListeners.delete(listener);
    },
    async close() {
      closing.abort();
      pulse.close();
      await Promise.all([following, recording, rebuilder.ended()]);
      endFlushing();
      store.close();
    },
  };
}

function furthest(store: ReadStore, projections: readonly string[]): Position {
  const positions = projections.map((name) => {
    const standing = store.standing(name);
    return standing.state === 'none' ? 0 : standing.position;
  });
  return Math.max(0, ...positions);
}
