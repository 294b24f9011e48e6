/** A live operation in a test: what the stream shows, changed by hand. Speaks the real protocol, to the real client. */
import { encodeCursor } from '@tessera/live';
import { hashOf, nameOf, type Document } from '../graph/document.ts';
import type { LiveDocument } from '../live/use-live.ts';
import { pickerOf } from './pick-selected.ts';

export interface Subscriber {
  send(event: string, data: unknown, id?: string): void;
}

/** What the harness needs of a mocked live operation. */
export interface PlayedLive {
  readonly hash: string;
  readonly name: string;
  /** One subscription of one stream. The answer ends it. */
  open(id: string, variables: unknown, to: Subscriber): () => void;
}

export interface MockedLive<One> extends PlayedLive {
  /** Variables of each subscription so far. */
  readonly subscribed: readonly unknown[];
  /** These documents are now like this; one frame, so they are seen together. */
  push(...documents: readonly One[]): void;
  /** These are there no more. */
  remove(...keys: readonly string[]): void;
  /** The service stops answering; what is shown stays, stale. `recover` ends it. */
  lose(owner?: { readonly team: string; readonly contact: string }): void;
  recover(): void;
  /** Refuses the subscription, now and for whoever comes. */
  refuse(code: string, message: string): void;
}

/** Documents are keyed as their type says (`id`, `sku` …); `key` says otherwise. */
export interface LiveOptions<One> {
  readonly key?: (document: One) => string;
  /** @default 'test' */
  readonly service?: string;
}

/** `liveOperation(OrdersOrderListDocument, [order])` */
export function liveOperation<Data, Variables>(
  document: Document<Data, Variables>,
  first: readonly LiveDocument<Data>[] = [],
  { key = defaultKey, service = 'test' }: LiveOptions<LiveDocument<Data>> = {},
): MockedLive<LiveDocument<Data>> {
  type One = LiveDocument<Data>;
  const group = `${nameOf(document)}-group`;
  const documents = new Map<string, One>(first.map((one) => [key(one), one]));
  const readers = new Map<Subscriber, string>();
  const subscribed: unknown[] = [];
  const pick = pickerOf(document);
  let position = 1;
  let refusal: { readonly code: string; readonly message: string } | undefined;
  const picked = ([id, one]: readonly [string, One]): [string, unknown] => [id, pick(one)];
  const cursor = (): string => encodeCursor({ epoch: 'test', position, generation: 'g1' });

  function change(put: readonly [string, One][], gone: readonly string[]): void {
    const since = cursor();
    position += 1;
    for (const [id, one] of put) documents.set(id, one);
    for (const id of gone) documents.delete(id);
    for (const reader of readers.keys())
      reader.send('change', { group, since, cursor: cursor(), put: put.map(picked), gone }, `${group}:${cursor()}`);
  }

  function status(state: 'live' | 'stale', owner: object | undefined): void {
    for (const [reader, id] of readers)
      reader.send('status', {
        service,
        state,
        since: Date.now(),
        ids: [id],
        ...(owner === undefined ? {} : { owner }),
      });
  }

  return {
    hash: hashOf(document),
    name: nameOf(document),
    subscribed,
    push: (...ones) =>
      change(
        ones.map((one) => [key(one), one]),
        [],
      ),
    remove: (...keys) => change([], keys),
    lose: (owner) => status('stale', owner),
    recover: () => status('live', undefined),
    refuse(code, message) {
      refusal = { code, message };
      for (const [reader, id] of readers) reader.send('problem', { id, ...refusal, service });
      readers.clear();
    },
    open(id, variables, to) {
      subscribed.push(variables);
      if (refusal !== undefined) {
        to.send('problem', { id, ...refusal, service });
        return () => undefined;
      }
      to.send('subscribed', { id, group, service });
      to.send('snapshot', { group, cursor: cursor(), documents: [...documents].map(picked) }, `${group}:${cursor()}`);
      readers.set(to, id);
      return () => void readers.delete(to);
    },
  };
}

function defaultKey(document: unknown): string {
  const { id, sku } = document as { readonly id?: string; readonly sku?: string };
  const found = id ?? sku;
  if (found !== undefined) return found;
  throw new Error(
    'A live document in this test has neither id nor sku: say what its key is, liveOperation(…, …, {key}).',
  );
}
