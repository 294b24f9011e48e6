/**
 * Services, graph, live hub and log inside one page or one test process. The definitions, the fold, the graph and the
 * hub are the real ones; what is replaced is what is between them: processes, sockets, disk. Knows neither DOM nor MSW.
 */
import { createMemoryLog } from '@tessera/event-log';
import { composeGraph, createGraphRuntime, type OperationSource } from '@tessera/graph';
import { systemClock } from '@tessera/live';
import { createHub } from '@tessera/live/hub';
import {
  createMemoryVault,
  recordContracts,
  recordErasure,
  type RecordedEffect,
  type User,
} from '@tessera/service-kit';
import type { ExecutionResult } from 'graphql';
import { createFaults, type Faults } from './faults/faults.ts';
import { createGraphqlEndpoint } from './gateway/graphql-endpoint.ts';
import { createLiveOperations } from './gateway/live-operations.ts';
import { isGatewayPath } from './gateway/paths.ts';
import { createPublished, type Publishable } from './gateway/publish.ts';
import { createVirtualBrowser, type VirtualBrowser } from './gateway/virtual-browser.ts';
import type { VirtualPlatformOptions } from './options.ts';
import { checkEvents } from './scenarios/check-events.ts';
import { isHistory, recordEvents } from './scenarios/history.ts';
import { joinScenarios, type Scenario } from './scenarios/scenario.ts';
import { createStage, type PlayOptions, type StageState } from './scenarios/stage.ts';
import { createVirtualService } from './services/virtual-service.ts';
import { createIdleness } from './world/idleness.ts';
import { logAfter } from './world/log-after.ts';
import { readEvents, type EventFilter, type PlatformEvent } from './world/read-events.ts';
import { createSeededIds, createSeededRandom } from './world/seeded-random.ts';
import { drawSpan } from './world/span.ts';
import { wait } from './world/wait.ts';

export interface PlatformRequest {
  /** The text of a query or mutation. */
  readonly query?: string;
  /** Instead: the name or hash of a published one. */
  readonly operation?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** @default who is signed in */
  readonly user?: User | null;
  /** Service → cursor: waits until it is folded, at most 2 s, else error `NOT_CAUGHT_UP`. */
  readonly atLeast?: Readonly<Record<string, string>>;
}

/** `fetch`, `user` and `signIn` are those of a first browser; `as` opens others onto the same world. */
export interface VirtualPlatform extends VirtualBrowser {
  /** Another browser, with somebody else in front of it. */
  as(user: User | null): VirtualBrowser;
  /** Whether `fetch` answers this address itself. */
  handles(url: URL | string): boolean;
  /** Makes operations answerable by hash and subscribable. Rejects, naming each problem, when they don't hold on the graph. */
  publish(operations: readonly Publishable[], app?: string): Promise<readonly OperationSource[]>;
  /** One operation without HTTP, for tests: no latency, nobody needs to be signed in. */
  execute<Data = Record<string, unknown>>(request: PlatformRequest): Promise<ExecutionResult<Data>>;
  readonly faults: Faults;
  readonly scenarios: readonly Scenario[];
  /** What `play` and `step` have got to. */
  readonly stage: StageState | undefined;
  /** Records a scenario's events into the running world; resolves when they are folded. History unless `react`. */
  play(scenario: string, options?: PlayOptions): Promise<StageState>;
  /** The next events of what is on the stage. @default one */
  step(count?: number): Promise<StageState>;
  /** Everything that was asked is answered, everything recorded folded and reacted to; services that are down left out. */
  whenIdle(): Promise<void>;
  /** Erases a person, by their id, as `tessera events erase` does; resolves when no service knows them any more. */
  erase(subject: string): Promise<void>;
  /** What is in the log, oldest first; personal data is sealed, unless it was given. */
  events(filter?: EventFilter): Promise<readonly PlatformEvent[]>;
  /** What services would have done in the world outside (mails and the like), oldest first per service. */
  readonly effects: readonly RecordedEffect[];
  /** What no projection could fold and no policy carry out, in words; a test should find nothing. */
  parked(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Throws when the services cannot be one graph, or an event given does not fit its schema. */
export function createVirtualPlatform(options: VirtualPlatformOptions): VirtualPlatform {
  const { services: definitions, clock = systemClock, seed = 1, latency = 0, reaction = { min: 5, max: 40 } } = options;
  const onUnexpected = options.onUnexpected ?? ((error: unknown) => console.error(error));
  const ids = options.ids ?? createSeededIds(createSeededRandom(seed + 1));
  const random = options.random ?? createSeededRandom(seed);
  // Of their own, so that another latency does not lead to other numbers in a service.
  const jitter = createSeededRandom(seed + 2);
  let closed = false;

  const scenarios = joinScenarios(options.scenarios ?? []);
  const given = checkEvents(givenEvents(options.given ?? [], scenarios), definitions, givenName(options.given));
  const log = createMemoryLog({ now: () => new Date(clock.now()).toISOString() });
  const vault = createMemoryVault();
  const closing = new AbortController();
  const now = (): string => new Date(clock.now()).toISOString();
  const begun = recordContracts(definitions, log, { now, onFailure: onUnexpected }, closing.signal)
    .then(() => recordEvents(log, given, { cause: 'given' }))
    .then(() => undefined);
  begun.catch(onUnexpected);

  const faults = createFaults(
    definitions.map(({ name }) => name),
    options.faults,
  );
  const services = definitions.map((definition) =>
    createVirtualService({
      definition,
      owner: options.owners?.[definition.name] ?? { team: definition.name, contact: `#team-${definition.name}` },
      log: logAfter(log, begun),
      vault,
      clock,
      ids,
      random,
      reactionDelay: () => drawSpan(reaction, jitter),
      isHistory,
      faults: faults.of(definition.name),
      effects: options.effects,
      onUnexpected,
    }),
  );
  const graph = composeGraph({ services: services.map((service) => service.graph) });
  const runtime = createGraphRuntime(graph);
  const published = createPublished(graph);
  const operations = createLiveOperations(graph, () => published.registry);
  const idle = createIdleness({ services, head: () => log.head(), faults });
  const hub = createHub({
    source: (name) => services.find((service) => service.name === name)?.source,
    clock,
    random: jitter,
    // Feeds here end when they break; they are never silently dead.
    feedSilenceMs: 2 ** 31 - 1,
    onError(error, { service, doing }) {
      if (!services.some(({ name, faults: { isDown } }) => isDown && name === service)) {
        onUnexpected(new Error(`The live hub failed while ${doing} (${service}).`, { cause: error }));
      }
    },
  });
  const graphql = createGraphqlEndpoint({
    serving: () => ({ runtime, registry: published.registry, freeText: options.freeText ?? true }),
    onUnexpected,
  });
  const openBrowser = (user: User | null): VirtualBrowser =>
    createVirtualBrowser({
      user,
      hub,
      graphql,
      operation: (hash) => operations.find(hash),
      during: (answer) => idle.during(answer),
      before,
      now: () => clock.now(),
      composition: options.composition,
      passthrough: options.passthrough,
      newCorrelationId: () => ids('cor'),
      onUnexpected,
    });
  const browser = openBrowser(options.user);
  const stage = createStage({
    scenarios,
    check: ({ name, events }) => checkEvents(events, definitions, `scenario "${name}"`),
    async record(events, how) {
      await begun;
      await idle.whenFolded(await recordEvents(log, events, how));
    },
  });

  async function before({ signal }: Request): Promise<void> {
    if (closed) throw new TypeError('This virtual platform was closed: nothing answers any more. Create another.');
    await begun;
    await wait(clock, drawSpan(latency, jitter), signal);
    signal.throwIfAborted();
  }

  return {
    fetch: (input, init) => browser.fetch(input, init),
    get user() {
      return browser.user;
    },
    signIn: (user) => browser.signIn(user),
    as: openBrowser,
    handles: isGatewayPath,
    publish: (list, app = 'virtual@0.0.0') => published.publish(list, app),
    async execute<Data>({ query, operation, variables = {}, atLeast = {}, ...by }: PlatformRequest) {
      const request =
        operation === undefined ? { query, variables } : { variables, extensions: persisted(hashOf(operation)) };
      const asked = {
        user: by.user === undefined ? browser.user : by.user,
        correlationId: ids('cor'),
        atLeast: new Map(Object.entries(atLeast)),
      };
      return idle.during(async () => {
        await begun;
        const { result } = await graphql.run(request, asked);
        return JSON.parse(JSON.stringify(result)) as ExecutionResult<Data>;
      });
    },
    faults,
    scenarios: [...scenarios.values()],
    get stage() {
      return stage.state;
    },
    play: (name, how) => stage.play(name, how),
    step: (count) => stage.step(count),
    async whenIdle() {
      await begun;
      await idle.whenIdle();
    },
    async erase(subject) {
      await begun;
      const position = await recordErasure(log, { subject });
      await vault.erase(subject);
      await idle.whenFolded(position);
    },
    async events(filter) {
      await begun;
      return readEvents(log, filter);
    },
    get effects() {
      return services.flatMap(({ host }) => host.effects);
    },
    async parked() {
      const found = await Promise.all(services.map(({ host }) => host.parked()));
      return found.flatMap(({ events, reactions }) => [
        ...events.map(
          ({ projection, type, stream, reason }) => `${projection} cannot fold ${type} on ${stream}: ${reason}`,
        ),
        ...reactions.map(
          ({ policy, type, stream, reason }) => `${policy} cannot react to ${type} on ${stream}: ${reason}`,
        ),
      ]);
    },
    async close() {
      if (closed) return;
      closed = true;
      closing.abort();
      hub.close();
      await Promise.all(services.map(({ host }) => host.close()));
      await log.close();
    },
  };

  function hashOf(nameOrHash: string): string {
    if (/^[0-9a-f]{64}$/.test(nameOrHash)) return nameOrHash;
    const all = [...published.registry];
    const found = all.find(({ name }) => name === nameOrHash);
    if (found !== undefined) return found.hash;
    const known = all.map(({ name }) => name).join(', ') || 'nothing yet';
    throw new Error(`No operation "${nameOrHash}" was published to this virtual platform; published: ${known}.`);
  }
}

function givenEvents(given: NonNullable<VirtualPlatformOptions['given']>, scenarios: ReadonlyMap<string, Scenario>) {
  if (typeof given !== 'string') return given;
  const scenario = scenarios.get(given);
  if (scenario !== undefined) return scenario.events;
  const known = [...scenarios.keys()].join(', ') || 'none';
  throw new Error(`given: there is no scenario "${given}"; there are: ${known}.`);
}

function givenName(given: VirtualPlatformOptions['given']): string {
  return typeof given === 'string' ? `scenario "${given}"` : 'given';
}

function persisted(sha256Hash: string): object {
  return { persistedQuery: { version: 1, sha256Hash } };
}
