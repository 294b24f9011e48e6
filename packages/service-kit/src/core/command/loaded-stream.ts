/** Streams' states, kept and topped up: a command reads only what was appended since. Bounded; the longest unused go first. */
import type { Commit, EventLog, Position } from '@tessera/event-log';
import type { StreamDefinition } from '../../definition/stream.ts';
import { createRecent } from '../recent.ts';
import { toOccurrence } from '../occurrence.ts';

export interface LoadedStream {
  version: Position;
  state: unknown;
  /** Every command that was carried out on it, for ever: idempotency does not end. */
  readonly commandIds: Set<string>;
}

export interface LoadedStreams {
  /** The stream as it is in the log now. */
  load(name: string, definition: StreamDefinition): Promise<LoadedStream>;
  /** Adds a commit this process appended; ignored when it does not follow on. */
  add(name: string, definition: StreamDefinition, commit: Commit, previous: Position): void;
}

export function createLoadedStreams(log: EventLog, limit: number): LoadedStreams {
  const streams = createRecent<LoadedStream>(limit);

  function evolve(stream: LoadedStream, definition: StreamDefinition, commit: Commit): void {
    let state = stream.state;
    for (const event of commit.events) {
      const apply = Object.hasOwn(definition.evolve, event.type) ? definition.evolve[event.type] : undefined;
      if (apply) state = apply(state, toOccurrence(commit, event, log.epoch));
    }
    stream.state = state;
    stream.version = commit.position;
    if (commit.commandId !== undefined) stream.commandIds.add(commit.commandId);
  }

  return {
    async load(name, definition) {
      const known = streams.get(name) ?? { version: 0, state: definition.initial, commandIds: new Set<string>() };
      const { commits } = await log.read(name, { after: known.version });
      // Another command may have topped it up while this one was reading.
      for (const commit of commits) if (commit.position > known.version) evolve(known, definition, commit);
      if (known.version > 0) streams.set(name, known);
      return known;
    },
    add(name, definition, commit, previous) {
      const known = streams.get(name) ?? { version: 0, state: definition.initial, commandIds: new Set<string>() };
      if (known.version !== previous) return;
      evolve(known, definition, commit);
      streams.set(name, known);
    },
  };
}
