/**
 * Which commands a stream has seen. JetStream cannot look a header up, and its own deduplication forgets after minutes,
 * so a stream is read once, topped up when it has moved, and remembered while there is room.
 */
import type { Position } from '../port.ts';
import { namedPrevious } from './previous.ts';
import type { Reading } from './reading.ts';
import { readStream } from './stream-reading.ts';

export interface KnownStream {
  /** Everything up to here is known. */
  readonly version: Position;
  readonly commands: ReadonlyMap<string, Position>;
  /** The last commits' positions, newest first; not all that the stream has. */
  readonly recent: readonly Position[];
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
  recent: readonly Position[];
}

/** About 100 bytes each. */
const maxCommands = 200_000;

export function createCommandIndex(reading: Reading, prefix: string): CommandIndex {
  // The one that was read longest ago first: a Map keeps the order of insertion.
  const entries = new Map<string, Entry>();
  let size = 0;

  function remember(stream: string, entry: Entry): void {
    forget(stream);
    entries.set(stream, entry);
    size += weight(entry);
    for (const oldest of entries.keys()) {
      if (size <= maxCommands || oldest === stream) return;
      forget(oldest);
    }
  }

  function forget(stream: string): void {
    const entry = entries.get(stream);
    if (!entry) return;
    entries.delete(stream);
    size -= weight(entry);
  }

  return {
    remembered: (stream) => entries.get(stream),
    async refresh(stream) {
      const known = entries.get(stream) ?? { version: 0, commands: new Map<string, Position>(), recent: [] };
      const { commits } = await readStream(reading, stream, known.version, prefix);
      if (commits.length === 0 && entries.get(stream) === known) return known;
      // Made anew and put in place at once: while we read, another call may have changed what was remembered, or
      // forgotten it.
      const entry = { ...known, commands: new Map(known.commands) };
      for (const { position, commandId } of commits) if (position > entry.version) add(entry, position, commandId);
      const newer = entries.get(stream);
      if (newer && newer.version > entry.version) return newer;
      remember(stream, entry);
      return entry;
    },
    note(stream, after, position, commandId) {
      const entry = entries.get(stream);
      if (entry?.version !== after) return;
      const before = weight(entry);
      add(entry, position, commandId);
      size += weight(entry) - before;
    },
  };
}

function weight({ commands }: Entry): number {
  return commands.size + 1;
}

function add(entry: Entry, position: Position, commandId: string | undefined): void {
  entry.version = position;
  entry.recent = [position, ...entry.recent].slice(0, namedPrevious);
  if (commandId !== undefined && !entry.commands.has(commandId)) entry.commands.set(commandId, position);
}
