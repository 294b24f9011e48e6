/**
 * One subscription's view in the browser: documents by key, and the cursor up to which they are known. Applies frames
 * so that a document never goes back (LIVE-13) and no gap goes unnoticed (LIVE-14). Free of time and network.
 */
import { decodeCursor, encodeCursor, sameView, type Cursor } from '../protocol/cursor.ts';
import type { FrameData, KeyedDocument, PickedDocument } from '../protocol/frames.ts';

export interface Difference {
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

export type Applied =
  | ({ readonly kind: 'applied' | 'reset' } & Difference)
  /** Nothing new in it: as of what is shown. */
  | { readonly kind: 'known' }
  /**
   * Of an older position or another fold than what is shown; not applied. That is no gap: a stream goes on from what it was
   * asked with, while the one before it may have brought more in the meantime. See LIVE-17.
   */
  | { readonly kind: 'behind' }
  /** Something between is missing: ask anew. */
  | { readonly kind: 'gap' };

export interface ClientView {
  readonly documents: ReadonlyMap<string, PickedDocument>;
  /** To resume from; undefined until there is a view, and after a gap. */
  readonly cursor: string | undefined;
  full(frame: FrameData['snapshot'] | FrameData['reset']): Applied;
  change(frame: FrameData['change']): Applied;
  /** Another stream, which was asked with the cursor there was. */
  newStream(): void;
  /** Nothing changed up to this position of the service. */
  advance(to: Cursor): void;
  /** Resume no more: the next view comes whole. What is shown stays. */
  forgetCursor(): void;
  /** Drops everything. */
  clear(): Difference;
}

const nothing: Difference = { changed: [], removed: [] };

export function createView(): ClientView {
  let documents: ReadonlyMap<string, PickedDocument> = new Map();
  let cursor: Cursor | undefined;
  /** False after a gap: what is shown still must not go back, but cannot be resumed from. */
  let resumable = true;
  /** The stream in use goes on from before what is shown. */
  let behind = false;

  function replace(frame: readonly KeyedDocument[]): Difference {
    const before = documents;
    const changed: string[] = [];
    const after = new Map<string, PickedDocument>();
    for (const [key, document] of frame) {
      const known = before.get(key);
      // Equal documents keep their identity, so that nothing is drawn again for them.
      const same = known !== undefined && JSON.stringify(known) === JSON.stringify(document);
      after.set(key, same ? known : document);
      if (!same) changed.push(key);
    }
    documents = after;
    return { changed, removed: [...before.keys()].filter((key) => !after.has(key)) };
  }

  function fallBehind(): Applied {
    behind = true;
    return { kind: 'behind' };
  }

  return {
    get documents() {
      return documents;
    },
    get cursor() {
      return cursor === undefined || !resumable ? undefined : encodeCursor(cursor);
    },
    full(frame) {
      const to = decodeCursor(frame.cursor);
      if (to === undefined) return { kind: 'gap' };
      const reason = 'reason' in frame ? frame.reason : undefined;
      const older = cursor?.epoch === to.epoch && to.position < cursor.position;
      // What may no longer be seen is replaced even by something older; nothing else is, whatever fold it is of.
      if (older && reason !== 'authorization') return fallBehind();
      cursor = to;
      resumable = true;
      behind = false;
      return { kind: reason === undefined ? 'applied' : 'reset', ...replace(frame.documents) };
    },
    change({ since, cursor: text, put, gone }) {
      const from = decodeCursor(since);
      const to = decodeCursor(text);
      if (cursor === undefined || from === undefined || to === undefined) return { kind: 'gap' };
      // Once behind, this stream's changes assume less than what is shown, and may leave out what came and went between.
      if (behind || !sameView(cursor, to) || to.position < cursor.position) return fallBehind();
      if (to.position === cursor.position) return { kind: 'known' };
      if (from.position > cursor.position) return { kind: 'gap' };
      cursor = to;
      if (put.length === 0 && gone.length === 0) return { kind: 'applied', ...nothing };
      const after = new Map(documents);
      for (const [key, document] of put) after.set(key, document);
      const removed = gone.filter((key) => after.delete(key));
      documents = after;
      return { kind: 'applied', changed: put.map(([key]) => key), removed };
    },
    newStream() {
      behind = false;
    },
    advance(to) {
      if (cursor?.epoch !== to.epoch || to.position <= cursor.position) return;
      cursor = { ...cursor, position: to.position };
    },
    forgetCursor() {
      resumable = false;
    },
    clear() {
      const removed = [...documents.keys()];
      documents = new Map();
      cursor = undefined;
      return { changed: [], removed };
    },
  };
}
