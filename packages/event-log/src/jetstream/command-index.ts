/**
 * Which commands a stream has seen. JetStream cannot look a header up, and its own deduplication forgets after minutes,
 * so a stream is read once, topped up when it has moved, and remembered while there is room.
 */
import type { Position } from '../port.ts';
import { compileFilter } from '../subject-pattern.ts';
import type { Reading } from './reading.ts';

export interface KnownStream {
  /** Everything up to here is known. */
  readonly version: Position;
  readonly commands: ReadonlyMap<string, Position>;
}

export interface CommandIndex {
  /** What is remembered of a stream; perhaps not its newest commits. */
  remembered(stream: string): KnownStream | undefined;
  /** The stream as it is now. */
  refresh(stream: string): Promise<KnownStream>;
  /** A commit of ours that followed directly on `after`. */
  note(stream: string, after: Position, position: Position, commandId: string | undefined): void;
}

interface Entry extends KnownStream {
  version: Position;
  readonly commands: Map<string, Position>;
}

/** About 100 bytes each. */
const maxCommands = 200_000;

export function createCommandIndex(reading: Reading): CommandIndex {
  // Oldest use first: a Map keeps the order of insertion.
  const entries = new Map<string, Entry>();
  let size = 0;

  function remember(stream: string, entry: Entry): void {
    entries.delete(stream);
    entries.set(stream, entry);
    for (const [oldest, { commands }] of entries) {
      if (size <= maxCommands || oldest === stream) return;
      entries.delete(oldest);
      size -= commands.size + 1;
    }
  }

  function add(entry: Entry, position: Position, commandId: string | undefined): void {
    entry.version = position;
    if (commandId === undefined || entry.commands.has(commandId)) return;
    entry.commands.set(commandId, position);
    size++;
  }

  return {
    remembered: (stream) => entries.get(stream),
    async refresh(stream) {
      const version = await reading.version(stream);
      const known = entries.get(stream);
      const entry = known ?? { version: 0, commands: new Map<string, Position>() };
      if (!known) size++;
      const filter = compileFilter([stream]);
      while (entry.version < version) {
        const { commits, upTo } = await reading.scan(filter, entry.version, version);
        for (const { position, commandId } of commits) add(entry, position, commandId);
        entry.version = Math.max(entry.version, upTo);
      }
      remember(stream, entry);
      return entry;
    },
    note(stream, after, position, commandId) {
      const entry = entries.get(stream);
      if (entry?.version === after) add(entry, position, commandId);
    },
  };
}
