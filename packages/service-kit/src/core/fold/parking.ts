/** What waits: events that could not be folded, the streams they belong to and the documents they touched. */
import type { ParkedEvent, ReadStore } from '../read-store/read-store.ts';

export interface Parking {
  isKeyParked(projection: string, key: string): boolean;
  isStreamParked(projection: string, stream: string): boolean;
  park(event: ParkedEvent): void;
  /** What has been parked since it was last written. */
  unwritten(): readonly ParkedEvent[];
  written(): void;
  all(): readonly ParkedEvent[];
}

export function createParking(store: ReadStore, generations: ReadonlyMap<string, unknown>): Parking {
  const events: ParkedEvent[] = [];
  const keys = new Set<string>();
  const streams = new Set<string>();
  let fresh: ParkedEvent[] = [];

  function add(event: ParkedEvent): void {
    events.push(event);
    streams.add(`${event.projection} ${event.stream}`);
    for (const key of event.keys) keys.add(`${event.projection} ${key}`);
  }
  for (const event of store.parked()) if (generations.has(event.projection)) add(event);

  return {
    isKeyParked: (projection, key) => keys.size > 0 && keys.has(`${projection} ${key}`),
    isStreamParked: (projection, stream) => streams.size > 0 && streams.has(`${projection} ${stream}`),
    park(event) {
      add(event);
      fresh.push(event);
    },
    unwritten: () => fresh,
    written() {
      fresh = [];
    },
    all: () => events,
  };
}
