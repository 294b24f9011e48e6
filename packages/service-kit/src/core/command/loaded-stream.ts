/** Streams' states, kept and topped up: a command reads only what was appended since. Bounded; the longest unused go first. */
import type { Commit, EventLog, Position } from '@tessera/event-log';
import type { StreamDefinition } from '../../definition/stream.ts';
import type { CompiledService } from '../compiled-service.ts';
import { createRecent } from '../recent.ts';
import { toOccurrence } from '../occurrence.ts';

export interface LoadedStream {
  version: Position;
  state: unknown;
  /** Every command that was carried out on it, for ever: idempotency does not end. */
  readonly commandIds: Set<string>;
}

export interface LoadedStreams {
  /** The stream as it is in the log now. Throws `UnreadEvent` when a newer release has recorded what this one cannot read. */
  load(name: string, definition: StreamDefinition): Promise<LoadedStream>;
  /** Adds a commit this process appended; ignored when it does not follow on. */
  add(name: string, definition: StreamDefinition, commit: Commit, previous: Position): void;
  /** Forgets every state: they may hold what is not to be known any more. */
  clear(): void;
}

export function createLoadedStreams(log: EventLog, limit: number, service: CompiledService): LoadedStreams {
  let streams = createRecent<LoadedStream>(limit);

  function evolve(stream: LoadedStream, definition: StreamDefinition, commit: Commit): void {
    let state = stream.state;
    for (const event of commit.events) {
      const apply = Object.hasOwn(definition.evolve, event.type) ? definition.evolve[event.type] : undefined;
      if (apply === undefined) {
        // What a newer release records may matter to the decision: it is not passed over.
        if (service.versions.expected.has(event.type)) continue;
        throw service.unread(commit, event);
      }
      const data = service.dataOf(event.type, event, commit);
      state = apply(state, toOccurrence(commit, event, log.epoch, event.type, data));
    }
    stream.state = state;
    stream.version = commit.position;
    if (commit.commandId !== undefined) stream.commandIds.add(commit.commandId);
  }

  return {
    async load(name, definition) {
      // Held on to over the wait: what is cleared meanwhile must not come back.
      const cache = streams;
      const known = cache.get(name) ?? { version: 0, state: definition.initial, commandIds: new Set<string>() };
      const { commits } = await log.read(name, { after: known.version });
      // Another command may have topped it up while this one was reading.
      for (const commit of commits) {
        while (!service.isOpenable(commit)) await service.fetchKeys(commit);
        if (commit.position > known.version) evolve(known, definition, commit);
      }
      if (known.version > 0) cache.set(name, known);
      return known;
    },
    add(name, definition, commit, previous) {
      const known = streams.get(name) ?? { version: 0, state: definition.initial, commandIds: new Set<string>() };
      // What cannot be opened now is read when the stream is loaded next.
      if (known.version !== previous || !service.isOpenable(commit)) return;
      evolve(known, definition, commit);
      streams.set(name, known);
    },
    clear() {
      streams = createRecent<LoadedStream>(limit);
    },
  };
}
