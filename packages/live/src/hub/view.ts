/**
 * One view of a group: its documents as of a position, in one epoch and generation, with what is needed to bring a reader
 * from any earlier position to this one. Documents are kept as the JSON of their selected part, so each is encoded once.
 *
 * Knows nothing of feeds, readers or time. The positions it is given never decrease.
 */
import type { ResetReason } from '../protocol/frames.ts';
import type { Cursor } from '../protocol/cursor.ts';
import { encodeCursor } from '../protocol/cursor.ts';
import { encodeLastEventId } from '../protocol/last-event-id.ts';
import { encodeSse } from '../protocol/sse.ts';
import { createChangeLog } from './change-log.ts';
import type { SourceDocument } from './source.ts';

/** A frame and the position a reader is at once it has it. */
export interface ViewFrame {
  readonly bytes: Uint8Array;
  readonly position: number;
}

export interface View {
  readonly epoch: string;
  readonly generation: string;
  /** Removed keys are known back to here: a reader from before needs the whole view. */
  readonly floor: number;
  readonly size: number;
  /** Null: not (or no longer) in this view. Costs nothing until a frame is asked for; then the newest counts. */
  set(key: string, document: SourceDocument | null, position: number): void;
  /** A frame goes to the readers that keep up: those that get it will share the next one, too. */
  closeWindow(position: number): void;
  /** The whole view; `reason` makes it a reset. Holds for `atLeast`. */
  full(position: number, reason: ResetReason | undefined, atLeast: number): ViewFrame;
  /** What changed for a reader that has this view as of `since`, not before `floor`; undefined when nothing did. */
  change(since: number, position: number): ViewFrame | undefined;
  /**
   * The same for a reader that may have its documents from another hub, as of `since`, not before `floor`. That one may have
   * sent states in between which this view never showed: whatever was touched since is sent, also when it is as it was.
   */
  resume(since: number, position: number): ViewFrame;
  /** And for a reader from before `floor`, about whom the service said which keys changed up to a position not before `floor`. */
  changeOf(since: number, position: number, keys: Iterable<string>, known: number): ViewFrame;
}

export interface ViewOptions {
  readonly group: string;
  readonly cursor: Required<Cursor>;
  readonly documents: Iterable<readonly [key: string, document: SourceDocument]>;
  readonly pick: (document: SourceDocument) => unknown;
  /** How many removed keys are remembered. */
  readonly tombstones: number;
  /** Told of each frame encoded. */
  readonly onEncode?: () => void;
}

interface Entry {
  readonly json: string;
  readonly position: number;
}

export function createView({ group, cursor, documents, pick, tombstones, onEncode }: ViewOptions): View {
  const { epoch, generation } = cursor;
  const entries = new Map<string, Entry>();
  const removed = new Map<string, number>();
  const pending = new Map<string, { document: SourceDocument | null; position: number }>();
  const log = createChangeLog();
  let floor = cursor.position;
  const fulls = new Map<string, ViewFrame>();
  const changes = new Map<number, ViewFrame>();
  const resumes = new Map<number, ViewFrame>();
  log.restart(cursor.position);
  for (const [key, document] of documents)
    entries.set(key, { json: JSON.stringify(pick(document)), position: cursor.position });

  const cursorAt = (position: number): string => encodeCursor({ epoch, generation, position });

  function frame(event: string, position: number, rest: string): ViewFrame {
    onEncode?.();
    const at = cursorAt(position);
    const json = `{"group":${JSON.stringify(group)},"cursor":${JSON.stringify(at)},${rest}}`;
    return { bytes: encodeSse(event, json, encodeLastEventId({ group, cursor: at })), position };
  }

  function settle(): void {
    if (pending.size === 0) return;
    resumes.clear();
    let moved = false;
    for (const [key, { document, position }] of pending) moved = settleOne(key, document, position) || moved;
    pending.clear();
    if (moved) {
      fulls.clear();
      changes.clear();
    }
    for (const [key, position] of removed) {
      if (removed.size <= tombstones) break;
      removed.delete(key);
      floor = Math.max(floor, position);
    }
  }

  /** Answers whether anything is shown differently. What is not still counts as touched, see `resume`. */
  function settleOne(key: string, document: SourceDocument | null, position: number): boolean {
    const before = entries.get(key);
    if (document === null) {
      entries.delete(key);
      // Re-inserted, so that the order of removed keys is the order of positions.
      removed.delete(key);
      removed.set(key, position);
      if (before === undefined) return false;
    } else {
      const json = JSON.stringify(pick(document));
      removed.delete(key);
      entries.set(key, { json, position });
      if (before?.json === json) return false;
    }
    log.note(key, position);
    return true;
  }

  function changeFrame(since: number, position: number, keys: Iterable<string>): ViewFrame {
    const put: string[] = [];
    const gone: string[] = [];
    for (const key of keys) {
      const entry = entries.get(key);
      if (entry === undefined) gone.push(JSON.stringify(key));
      else put.push(`[${JSON.stringify(key)},${entry.json}]`);
    }
    const from = JSON.stringify(cursorAt(since));
    return frame('change', position, `"since":${from},"put":[${put.join()}],"gone":[${gone.join()}]`);
  }

  /** Those of `candidates` (else all keys ever seen) that changed after `since`. */
  function changedAfter(since: number, candidates: readonly string[] | undefined): string[] {
    const keys = candidates ?? [...entries.keys(), ...removed.keys()];
    return keys.filter((key) => (entries.get(key)?.position ?? removed.get(key) ?? Infinity) > since);
  }

  return {
    epoch,
    generation,
    get floor() {
      settle();
      return floor;
    },
    get size() {
      return entries.size;
    },
    set(key, document, position) {
      // Deleted first: pending keeps the order of positions.
      pending.delete(key);
      pending.set(key, { document, position });
    },
    closeWindow(position) {
      settle();
      log.close(position);
    },
    full(position, reason, atLeast) {
      settle();
      const kind = reason ?? '';
      const known = fulls.get(kind);
      // As nothing changed since, the older frame shows the same; only readers that were further must not be sent back.
      if (known !== undefined && known.position >= atLeast) return known;
      const documents = [...entries].map(([key, { json }]) => `[${JSON.stringify(key)},${json}]`).join();
      const because = reason === undefined ? '' : `"reason":"${reason}",`;
      const made = frame(reason === undefined ? 'snapshot' : 'reset', position, `${because}"documents":[${documents}]`);
      fulls.set(kind, made);
      return made;
    },
    change(since, position) {
      settle();
      const found = log.after(since);
      if (found === undefined) return undefined;
      const known = changes.get(found.since);
      if (known !== undefined) return known;
      const made = changeFrame(found.since, position, changedAfter(since, found.keys));
      changes.set(found.since, made);
      return made;
    },
    resume(since, position) {
      settle();
      const known = resumes.get(since);
      if (known !== undefined) return known;
      const made = changeFrame(since, position, changedAfter(since, undefined));
      resumes.set(since, made);
      return made;
    },
    changeOf(since, position, keys, known) {
      settle();
      return changeFrame(since, position, new Set([...keys, ...changedAfter(known, undefined)]));
    },
  };
}
