/**
 * Whole services in one page or test, without I/O: the same definitions, the same core as on Node, on an in-memory log.
 *
 * Given events are history: they are folded, never reacted to.
 */
import { createMemoryLog, parseStreamName, type EventLog, type JsonObject, type Position } from '@tessera/event-log';
import { getOperationAST, parse, type ExecutionResult } from 'graphql';
import type { ServiceDefinition } from '../definition/service.ts';
import type { User } from '../definition/user.ts';
import type { FeedLine } from '../core/feed/change-line.ts';
import { recordContracts } from '../core/event-contract/contract-stream.ts';
import { createWaiting, type Waiting } from '../core/fold/waiting.ts';
import { executeOperation } from '../core/graphql/execute-operation.ts';
import { notCaughtUp } from '../core/graphql/request-context.ts';
import type { LiveOpening } from '../core/live/open-live.ts';
import { effectReactors } from '../core/effect/effect-reactors.ts';
import type { EffectPorts } from '../core/effect/effect-port.ts';
import { policyReactors } from '../core/policy/policy-reactors.ts';
import { policyStateStream, type ParkedReaction } from '../core/policy/policy-state.ts';
import type { Reactors } from '../core/policy/reactor.ts';
import { runAsOwner } from '../core/policy/run-as-owner.ts';
import type { DocumentsAnswer, DocumentsRequest } from '../core/runtime/documents.ts';
import { startRuntime, type ServiceRuntime } from '../core/runtime/service-runtime.ts';
import type { ParkedEvent } from '../core/read-store/read-store.ts';
import { realWorld, type World } from '../core/world/world.ts';
import type { KeyVault } from '../core/privacy/key-vault.ts';
import { recordErasure } from '../core/privacy/subject-erased.ts';
import { feedOf } from './feed-of.ts';
import { createMemoryStore } from './memory-store.ts';
import { createMemoryVault } from './memory-vault.ts';
import { pendingTimers, type PendingTimers } from '../core/timer/pending-timers.ts';
import { runTimers, type Alarm } from '../core/timer/run-timers.ts';
import { passTime, systemAlarm, whenAborted } from './pass-time.ts';
import { recordEffects, type RecordedEffect } from './recorded-effects.ts';
import { soon } from './soon.ts';

/** An event that happened before the host started. */
export interface GivenEvent {
  /** `ev.<service>.<type>.<id>` */
  readonly stream: string;
  readonly type: string;
  readonly data: object;
  /** ISO 8601. @default the clock */
  readonly time?: string;
}

export interface InMemoryHostOptions {
  /** @default a new memory log */
  readonly log?: EventLog;
  /** Hosts that share a log share its keys. @default a new memory vault */
  readonly vault?: KeyVault;
  /** ISO 8601, UTC. @default the system's clock */
  readonly clock?: () => string;
  /** Fresh ids that fit stream names. @default random ones */
  readonly ids?: (prefix: string) => string;
  /** 0 ≤ x < 1. @default Math.random */
  readonly random?: () => number;
  /** History, folded before anything is answered. */
  readonly given?: readonly GivenEvent[];
  /** What passes time for timers and for effects that are tried again. @default the system's, which keeps no process alive */
  readonly alarm?: Alarm;
  /** By port; what is not here is recorded and succeeds. */
  readonly effects?: EffectPorts;
  /** A promise while policies, timers and effects must stand still. @default never */
  readonly whenUp?: () => Promise<void> | undefined;
  /** Whether policies run, and with them timers and effects. @default true */
  readonly policies?: boolean;
  /** The log as policies see it: a view of it that is late, or leaves out what is not to be reacted to. @default the log */
  readonly reactions?: EventLog;
  /** Errors that clients only see masked, and policies that were parked. @default console.error */
  readonly onUnexpected?: (error: unknown) => void;
}

export interface ExecuteRequest {
  /** @default the service that has the operation's first field */
  readonly service?: string;
  readonly query: string;
  readonly variables?: { readonly [name: string]: unknown };
  readonly operationName?: string;
  /** @default nobody */
  readonly user?: User | null;
  readonly correlationId?: string;
  /** Cursor: wait until it is folded, at most 2 s, else error `NOT_CAUGHT_UP`. */
  readonly atLeast?: string;
}

export interface InMemoryHost {
  readonly log: EventLog;
  /** Answers as the Node host's `/graphql` does, `extensions.tessera` included. */
  execute<Data = Record<string, unknown>>(request: ExecuteRequest): Promise<ExecutionResult<Data>>;
  documents(request: DocumentsRequest & { readonly service?: string }): Promise<DocumentsAnswer>;
  liveOpen(request: {
    readonly service?: string;
    readonly field: string;
    readonly args?: { readonly [name: string]: unknown };
    readonly user?: User | null;
  }): Promise<LiveOpening & { readonly cursor?: string }>;
  /** The lines of `/feed` as values; ends when the signal aborts. */
  feed(request: { readonly service?: string; readonly after?: string }, signal: AbortSignal): AsyncIterable<FeedLine>;
  /** Erases a person, by their id: resolves once no service here knows them any more. */
  erase(subject: string): Promise<void>;
  /** Everything that was recorded is folded and reacted to, and what that led to as well. */
  whenIdle(): Promise<void>;
  /** What was handed to the ports that the host was not given, oldest first. */
  readonly effects: readonly RecordedEffect[];
  /** What could not be folded or carried out; a test should find nothing here. */
  parked(): Promise<{ readonly events: readonly ParkedEvent[]; readonly reactions: readonly ParkedReaction[] }>;
  close(): Promise<void>;
}

interface Hosted {
  readonly runtime: ServiceRuntime;
  /** How far policies have come, and effects. */
  readonly reacted: readonly Waiting[];
  readonly timers: PendingTimers | undefined;
  readonly parked: ParkedReaction[];
}

export function createInMemoryHost(
  services: ServiceDefinition | readonly ServiceDefinition[],
  options: InMemoryHostOptions = {},
): InMemoryHost {
  const definitions: readonly ServiceDefinition[] = 'name' in services ? [services] : services;
  const world: World = {
    now: options.clock ?? realWorld.now,
    newId: options.ids ?? realWorld.newId,
    random: options.random ?? realWorld.random,
  };
  const log = options.log ?? createMemoryLog({ now: world.now });
  const onUnexpected = options.onUnexpected ?? ((error: unknown) => console.error(error));
  const vault = options.vault ?? createMemoryVault();
  const alarm = options.alarm ?? systemAlarm;
  const made: RecordedEffect[] = [];
  const closing = new AbortController();
  const policies: Promise<void>[] = [];
  const hosted = start();

  async function start(): Promise<ReadonlyMap<string, Hosted>> {
    const { given } = options;
    const before = given === undefined ? 0 : await log.head();
    // As it was: whoever recorded these events had recorded its contract before.
    await recordContracts(definitions, log, { now: world.now, onFailure: onUnexpected }, closing.signal);
    for (const { stream, type, data, time } of given ?? []) {
      await log.append(stream, [{ type, data: data as JsonObject, version: versionOf(stream, type) }], {
        ...(time === undefined ? {} : { time }),
      });
    }
    const history = given === undefined || given.length === 0 ? before : await log.head();
    const entries = await Promise.all(
      definitions.map(async (service) => [service.name, await host(service, history)] as const),
    );
    return new Map(entries);
  }

  /** Nobody else runs this host's services. */
  async function still(): Promise<boolean> {
    return true;
  }

  async function nothingDue(timers: PendingTimers): Promise<void> {
    for (;;) {
      const next = timers.next();
      if (next === undefined || Date.parse(next.due) > Date.parse(world.now())) return;
      await new Promise<void>((resolve) => {
        const stop = timers.onChange(() => {
          stop();
          resolve();
        });
      });
    }
  }

  function versionOf(stream: string, type: string): number {
    const service = definitions.find(({ name }) => name === parseStreamName(stream)?.service);
    return service?.events[type]?.version ?? 1;
  }

  async function host(service: ServiceDefinition, history: Position): Promise<Hosted> {
    const runtime = await startRuntime({
      service,
      log,
      world,
      soon,
      openStore: createMemoryStore,
      openScratch: createMemoryStore,
      vault,
      onFailure: onUnexpected,
    });
    await runtime.whenCaughtUp;
    const parked: ParkedReaction[] = [];
    const timers = pendingTimers(runtime);
    const hosted: Hosted = { runtime, reacted: [], timers, parked };
    if (options.policies === false) return { ...hosted, timers: undefined };
    const wait = (ms: number, signal: AbortSignal): Promise<void> => passTime(alarm, ms, signal);
    const ports = recordEffects(service, options.effects ?? {}, made);
    const reacted = await react(hosted, policyReactors(runtime.compiled, runtime.engine), history);
    const effects = effectReactors({ service: runtime.compiled, log, engine: runtime.engine, ports, wait });
    const affected = await react(hosted, effects, history, 'effects');
    if (timers !== undefined) {
      const settled = async (position: Position): Promise<void> => {
        await runtime.until(position, Infinity);
        await Promise.race([reacted.until(position, Infinity), whenAborted(closing.signal)]);
      };
      const { engine } = runtime;
      const { whenUp } = options;
      const { now } = world;
      const running = runTimers(
        { timers, engine, now, alarm, settled, still, onFailure: onUnexpected, ...(whenUp && { whenUp }) },
        closing.signal,
      );
      policies.push(running.catch(onUnexpected));
    }
    return { ...hosted, reacted: [reacted, affected] };
  }

  /** Runs the policies, or the effects, of one service; answers how far they have come. */
  async function react(
    { runtime, parked }: Hosted,
    reactors: Reactors,
    history: Position,
    runner?: string,
  ): Promise<Waiting> {
    const starts = Object.entries(reactors.starts);
    let position: Position = starts.length === 0 ? Infinity : 0;
    const reacted = createWaiting(() => position);
    if (starts.length === 0) return reacted;
    const { name } = runtime.compiled.definition;
    const head = await log.head();
    const running = runAsOwner(
      {
        service: runtime.compiled,
        log: options.reactions ?? log,
        reactors,
        docs: runtime.docs,
        async folded(at) {
          await runtime.until(at, Infinity);
        },
        positions: Object.fromEntries(starts.map(([each, from]) => [each, from === 'now' ? head : history])),
        async park(reaction) {
          parked.push(reaction);
          onUnexpected(new Error(`${name}: "${reaction.policy}" was parked: ${reaction.reason}`));
          return true;
        },
        still,
        stateStream: policyStateStream(name, runner),
        onStateCommit() {},
        isSkipped: () => false,
        onStanding() {},
        onReadable() {},
        onIgnored() {},
        onWork() {},
        onFailure: onUnexpected,
        onProgress(watermark) {
          position = watermark.position;
          reacted.reached(position);
        },
      },
      closing.signal,
    );
    policies.push(running.catch(onUnexpected));
    return reacted;
  }

  async function find(name: string | undefined, query?: string): Promise<ServiceRuntime> {
    const all = await hosted;
    const chosen = name ?? (definitions.length === 1 ? definitions[0]!.name : ownerOf(query ?? ''));
    const found = chosen === undefined ? undefined : all.get(chosen);
    if (found !== undefined) return found.runtime;
    const known = [...all.keys()].join(', ');
    throw new Error(`This host has no service for ${chosen ?? 'this request'}; say which: ${known}.`);
  }

  function ownerOf(query: string): string | undefined {
    const operation = getOperationAST(parse(query));
    const [first] = operation?.selectionSet.selections ?? [];
    if (first?.kind !== 'Field' || operation == null) return undefined;
    const type = operation.operation === 'mutation' ? 'Mutation' : 'Query';
    return definitions.find(({ resolvers }) => Object.hasOwn(resolvers[type] ?? {}, first.name.value))?.name;
  }

  return {
    log,
    async execute<Data>(request: ExecuteRequest) {
      const runtime = await find(request.service, request.query);
      const { user = null, correlationId = world.newId('cor'), atLeast } = request;
      if (atLeast !== undefined && !(await runtime.atLeast(atLeast))) {
        const error = notCaughtUp(runtime.compiled.definition.name, runtime.position, Infinity);
        return { errors: [error] } as ExecutionResult<Data>;
      }
      const context = runtime.context({ user, correlationId });
      const result = await executeOperation(runtime, request, context, onUnexpected);
      const extensions = {
        tessera: { service: runtime.compiled.definition.name, position: runtime.cursorAt(context.position) },
      };
      // As it would come over the wire: no prototypes, no undefined.
      return JSON.parse(JSON.stringify({ ...result, extensions })) as ExecutionResult<Data>;
    },
    async documents({ service, ...request }) {
      const runtime = await find(service);
      const answer = runtime.documents(request);
      if (answer === undefined) throw new Error(`There is no projection "${request.projection}".`);
      return JSON.parse(JSON.stringify(answer)) as DocumentsAnswer;
    },
    async liveOpen({ service, field, args = {}, user = null }) {
      const runtime = await find(service);
      const opening = runtime.liveOpen(field, args, user);
      return opening.ok ? { ...opening, cursor: runtime.documentsCursor(opening.projection) } : opening;
    },
    async *feed({ service, after }, signal) {
      yield* feedOf(await find(service), after, signal);
    },
    async erase(subject) {
      const all = [...(await hosted).values()];
      const position = await recordErasure(log, { subject, time: world.now() });
      await vault.erase(subject);
      await Promise.all(all.map(({ runtime }) => runtime.until(position, Infinity)));
    },
    async whenIdle() {
      const all = [...(await hosted).values()];
      for (let head = -1; head !== (await log.head());) {
        head = await log.head();
        await Promise.all(
          all.map(async ({ runtime, reacted, timers }) => {
            await runtime.until(head, Infinity);
            for (const each of reacted) await each.until(head, Infinity);
            if (timers !== undefined) await nothingDue(timers);
          }),
        );
      }
    },
    effects: made,
    async parked() {
      const all = [...(await hosted).values()];
      return {
        events: all.flatMap(({ runtime }) => [...runtime.folder.parked()]),
        reactions: all.flatMap(({ parked }) => parked),
      };
    },
    async close() {
      closing.abort();
      const all = await hosted;
      await Promise.all([...policies, ...[...all.values()].map(({ runtime }) => runtime.close())]);
      if (options.log === undefined) await log.close();
    },
  };
}
