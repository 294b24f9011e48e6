/**
 * One projection's documents while events are folded, in two layers: what the present event changes (kept only when its
 * handler returns), over what earlier events changed since the last write.
 */
import type { Position } from '@tessera/event-log';
import type { Documents } from '../../definition/projection.ts';
import type { CompiledProjection } from '../compiled-service.ts';
import type { DocumentChange, NewDocument, Passage, ReadStore } from '../read-store/read-store.ts';
import { createFewMap } from './few-map.ts';
import { searchWords } from '../read-store/search-words.ts';

interface Pending {
  /** Its partition in the store; undefined when it is not there. */
  readonly was: string | undefined;
  doc: object | undefined;
  position: Position;
  /** Partitions it was in meanwhile, and since when it is not in them; some it may have come back to. */
  passed: Map<string, Position> | undefined;
}

/** Thrown to a handler that touches a document which an earlier, parked event has touched. */
export class WaitsBehind extends Error {
  override readonly name = 'WaitsBehind';
}

export interface WorkingCopy {
  readonly documents: Documents<object>;
  /** Keys the present event has touched so far. */
  touched(): string[];
  /** Which documents an event would touch that has to wait; changes nothing. */
  probe(apply: () => void): string[];
  keep(position: Position): void;
  discard(): void;
  /** Outside any event; also where an event waits. */
  overwrite(key: string, doc: object | undefined, position: Position): void;
  get(key: string): object | undefined;
  /** What has changed since it was last written. */
  changes(): DocumentChange[];
  written(): void;
}

export function createWorkingCopy(
  { name, definition }: CompiledProjection,
  store: ReadStore,
  isParked: (key: string) => boolean,
): WorkingCopy {
  const pending = new Map<string, Pending>();
  const present = createFewMap<object | undefined>();
  const read = createFewMap<true>();
  let probing = false;

  const current = (key: string): object | undefined => {
    const change = pending.get(key);
    return change === undefined ? store.get(name, key)?.doc : change.doc;
  };

  function touch(key: string): void {
    if (typeof key !== 'string' || key === '')
      throw new Error(`A document's key must be a text, not ${JSON.stringify(key)}.`);
    if (!probing && isParked(key)) throw new WaitsBehind(`"${key}" waits behind an event that could not be folded.`);
    read.set(key, true);
  }

  const documents: Documents<object> = {
    get(key) {
      touch(key);
      return present.has(key) ? present.get(key) : current(key);
    },
    put(key, doc) {
      touch(key);
      present.set(key, doc);
    },
    patch(key, change) {
      const doc = documents.get(key);
      if (doc !== undefined) present.set(key, change(doc));
    },
    remove(key) {
      touch(key);
      present.set(key, undefined);
    },
  };

  function clear(): void {
    present.clear();
    read.clear();
  }

  const partitionOf = (doc: object): string => definition.partition?.(doc) ?? 'all';

  function toNewDocument(doc: object, position: Position): NewDocument {
    return {
      doc,
      position,
      partition: partitionOf(doc),
      json: JSON.stringify(doc),
      values: Object.values(definition.indexes ?? {}).map((value) => value(doc) ?? null),
      words: definition.search === undefined ? '' : searchWords(definition.search(doc)).join(' '),
    };
  }

  function overwrite(key: string, doc: object | undefined, position: Position): void {
    const known = pending.get(key);
    if (known === undefined) {
      pending.set(key, { was: store.get(name, key)?.partition, doc, position, passed: undefined });
    } else {
      if (known.doc !== undefined && (doc === undefined || definition.partition !== undefined)) {
        (known.passed ??= new Map()).set(partitionOf(known.doc), position);
      }
      known.doc = doc;
      known.position = position;
    }
  }

  return {
    documents,
    touched: () => read.keys(),
    probe(apply) {
      clear();
      probing = true;
      try {
        apply();
      } catch {
        // It may lack what the events before it would have made; what it got to is what is known.
      } finally {
        probing = false;
      }
      const keys = read.keys();
      clear();
      return keys;
    },
    keep(position) {
      present.forEach((doc, key) => overwrite(key, doc, position));
      clear();
    },
    discard: clear,
    overwrite,
    get: current,
    changes() {
      const changes: DocumentChange[] = [];
      for (const [key, { was, doc, position, passed: all }] of pending) {
        const now = doc === undefined ? undefined : toNewDocument(doc, position);
        const passed: Passage[] = [];
        for (const [partition, left] of all ?? []) {
          if (partition !== now?.partition && partition !== was) passed.push({ partition, position: left });
        }
        if (was === undefined && now === undefined && passed.length === 0) continue;
        changes.push({ projection: name, key, position, was, now, ...(passed.length === 0 ? {} : { passed }) });
      }
      return changes;
    },
    written: () => pending.clear(),
  };
}
