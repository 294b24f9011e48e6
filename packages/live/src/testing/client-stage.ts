/** A live client and the transport below it, for tests. */
import { createRandom } from './random.ts';
import { createScriptTransport } from './script-transport.ts';
import { createVirtualClock } from './virtual-clock.ts';
import { createLiveClient } from '../client/live-client.ts';
import type { LiveClientOptions, LiveUpdate } from '../client/types.ts';

/** What the specs subscribe to. */
export const query = { hash: 'h1', name: 'Orders', variables: { partition: 'a' } };

/** A client over a transport that the test plays, on a virtual clock. */
export function createClientStage(options: Partial<LiveClientOptions> = {}) {
  const clock = createVirtualClock();
  const transport = createScriptTransport();
  const seen: Record<string, string> = {};
  const client = createLiveClient({
    url: '/live',
    app: () => 'shell@1',
    transport,
    clock,
    random: createRandom(5),
    onPositions: (service, cursor) => (seen[service] = cursor),
    ...options,
  });
  const updates: LiveUpdate[] = [];
  const listen = (of: { hash: string; name: string; variables?: Record<string, unknown> } = query) =>
    client.subscribe(of, (update) => updates.push(update));
  return {
    clock,
    transport,
    client,
    updates,
    listen,
    seen,
    get last() {
      return updates.at(-1)!;
    },
  };
}

/** As frames have them. */
export const documents = (...keys: string[]) => keys.map((key) => [key, { text: key }] as const);

/** A client that shows o1 and o2 as of position 5. */
export async function createLiveStage(options: Partial<LiveClientOptions> = {}) {
  const stage = createClientStage(options);
  stage.listen();
  await stage.clock.advance(10);
  const stream = stage.transport.last;
  stream.hello();
  stream.accept();
  stream.send('snapshot', { group: 'g1', cursor: 'e1.5.g1', documents: documents('o1', 'o2') }, 'g1:e1.5.g1');
  return {
    ...stage,
    stream,
    get last() {
      return stage.last;
    },
  };
}
