/** What every store is asked to do: the same events, streams, command ids and writers. */

export const writers = 16;
export const streamsPerWriter = 100;

export interface Store {
  readonly name: string;
  /** One commit; resolves when it is durable. */
  append(stream: string, events: readonly BenchEvent[], commandId: string): Promise<unknown>;
  close(): Promise<void>;
}

export interface BenchEvent {
  readonly type: string;
  readonly data: {
    readonly orderId: string;
    readonly at: number;
    readonly lines: readonly { readonly sku: string; readonly quantity: number; readonly price: number }[];
    readonly customer: string;
  };
}

export function eventsOf(at: number, count: number): BenchEvent[] {
  return Array.from({ length: count }, (_, i) => ({
    type: 'OrderPlaced',
    data: { orderId: `o-${at}`, at: i, lines: [{ sku: 'BW-1001', quantity: 3, price: 1250 }], customer: 'c-77' },
  }));
}

/** Commits per second while every writer appends one commit after the other. */
export async function appendRate(store: Store, round: number, seconds: number): Promise<number> {
  const started = performance.now();
  const until = started + seconds * 1000;
  let count = 0;
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      for (let at = 0; performance.now() < until; at++) {
        const command = `r${round}-w${writer}-${at}`;
        await store.append(`order-w${writer}s${at % streamsPerWriter}`, eventsOf(at, 1), command);
        count++;
      }
    }),
  );
  return count / ((performance.now() - started) / 1000);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
