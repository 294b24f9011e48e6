/** What waits: events that could not be folded, the streams they belong to and the documents they touched. */
import type { Batch, ParkedEvent, ReadStore } from '../read-store/read-store.ts';

export interface Parking {
  isKeyParked(projection: string, key: string): boolean;
  isStreamParked(projection: string, stream: string): boolean;
  park(event: ParkedEvent): void;
  /** All of a projection, in the order of the log; nothing of it is parked any more. */
  take(projection: string): ParkedEvent[];
  /** What has been parked since it was last written. */
  unwritten(): Pick<Batch, 'parked' | 'reparked'>;
  written(): void;
  all(): readonly ParkedEvent[];
}

export function createParking(store: ReadStore): Parking {
  let events: ParkedEvent[] = [];
  const keys = new Set<string>();
  const streams = new Set<string>();
  let fresh: ParkedEvent[] = [];
  const taken = new Set<string>();

  function add(event: ParkedEvent): void {
    events.push(event);
    streams.add(`${event.projection} ${event.stream}`);
    for (const key of event.keys) keys.add(`${event.projection} ${key}`);
  }
  for (const event of store.parked()) add(event);

  return {
    isKeyParked: (projection, key) => keys.size > 0 && keys.has(`${projection} ${key}`),
    isStreamParked: (projection, stream) => streams.size > 0 && streams.has(`${projection} ${stream}`),
    park(event) {
      add(event);
      fresh.push(event);
    },
    take(projection) {
      const [mine, others] = [true, false].map((is) =>
        events.filter((event) => (event.projection === projection) === is),
      );
      events = [];
      keys.clear();
      streams.clear();
      for (const event of others!) add(event);
      taken.add(projection);
      return mine!;
    },
    unwritten() {
      const reparked = new Map(
        [...taken].map((name) => [name, events.filter(({ projection }) => projection === name)]),
      );
      return { parked: fresh.filter(({ projection }) => !taken.has(projection)), reparked };
    },
    written() {
      fresh = [];
      taken.clear();
    },
    all: () => events,
  };
}
