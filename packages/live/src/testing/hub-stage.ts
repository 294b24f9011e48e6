/** A hub over a fake service on a virtual clock, for tests. */
import type { HubConnection, HubOptions } from '../hub/hub-types.ts';
import { createHub } from '../hub/hub.ts';
import type { LiveUser } from '../hub/source.ts';
import type { FrameData } from '../protocol/frames.ts';
import type { SubscriptionRequest } from '../protocol/request.ts';
import { createFakeService, type FakeService, type FakeServiceOptions } from './fake-service.ts';
import { orderOperation } from './order-operations.ts';
import { createRandom } from './random.ts';
import { createTestSink, type TestSink } from './test-sink.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';

export const ada: LiveUser = { id: 'ada', name: 'Ada', roles: ['customer'] };

export interface HubStage {
  readonly clock: VirtualClock;
  readonly service: FakeService;
  readonly hub: ReturnType<typeof createHub>;
  readonly errors: { error: unknown; doing: string }[];
  connect(
    subscriptions: readonly SubscriptionRequest[],
    more?: { user?: LiveUser; lastEventId?: string; expiresAt?: number; sink?: TestSink },
  ): TestSink & { readonly connection: HubConnection };
}

export function createHubStage(
  service: Partial<FakeServiceOptions> = {},
  hubOptions: Partial<HubOptions> = {},
  others: readonly FakeService[] = [],
): HubStage {
  const clock = service.clock === undefined ? createVirtualClock() : (service.clock as VirtualClock);
  const fake = createFakeService({ random: createRandom(7), ...service, clock });
  const errors: HubStage['errors'] = [];
  const hub = createHub({
    source: (name) => [fake, ...others].find(({ source }) => source.service === name)?.source,
    clock,
    random: createRandom(11),
    onError: (error, { doing }) => errors.push({ error, doing }),
    ...hubOptions,
  });
  return {
    clock,
    service: fake,
    hub,
    errors,
    connect(subscriptions, { user = ada, sink = createTestSink(), ...more } = {}) {
      const connection = hub.connect({ subscriptions, user, operation: orderOperation, sink, ...more });
      return Object.assign(sink, { connection });
    },
  };
}

/** A document of the fake service; `version` is what must never go back. */
export function order(key: string, version: number, partition = 'a', more: Readonly<Record<string, unknown>> = {}) {
  return { key, partition, document: { id: key, version, text: `${key} ${version}`, pair: 0, epoch: 'e1', ...more } };
}

export const gone = (key: string, partition = 'a') => ({ key, partition, document: null });

export type Change = FrameData['change'];
export type Full = FrameData['reset'];

/** What a frame holds, by key. */
export const keys = (documents: Full['documents']): string[] => documents.map(([key]) => key);

/** Every order. */
export const all = (id = '1', after?: string) => ({ id, hash: 'all', ...(after === undefined ? {} : { after }) });

/** The orders of one partition. */
export const inPartition = (partition: string, id = '1', after?: string) => ({
  ...all(id, after),
  variables: { partition },
});
