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
  /** Nothing new in it. `older`: it was from before what is shown. */
  | { readonly kind: 'known'; readonly older: boolean }
  /**
   * Of another fold than what is shown. Between two streams that is no gap: this one goes on from what it was asked for,
   * while the one before has already brought a newer fold. A `reset` follows as soon as its gateway knows of it.
   */
  | { readonly kind: 'foreign' }
  /** Something between is missing: ask anew. */
  | { readonly kind: 'gap' };

export interface ClientView {
  readonly documents: ReadonlyMap<string, PickedDocument>;
  /** To resume from; undefined until there is a view, and after a gap. */
  readonly cursor: string | undefined;
  full(frame: FrameData['snapshot'] | FrameData['reset']): Applied;
  change(frame: FrameData['change']): Applied;
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

  return {
    get documents() {
      return documents;
    },
    get cursor() {
      return cursor === undefined ? undefined : encodeCursor(cursor);
    },
    full(frame) {
      const to = decodeCursor(frame.cursor);
      if (to === undefined) return { kind: 'gap' };
      const reason = 'reason' in frame ? frame.reason : undefined;
      const comparable = cursor !== undefined && sameView(cursor, to);
      // What may no longer be seen is replaced even by something older.
      if (comparable && to.position < cursor!.position && reason !== 'authorization')
        return { kind: 'known', older: true };
      cursor = to;
      return { kind: reason === undefined ? 'applied' : 'reset', ...replace(frame.documents) };
    },
    change({ since, cursor: text, put, gone }) {
      const from = decodeCursor(since);
      const to = decodeCursor(text);
      if (cursor === undefined || from === undefined || to === undefined) return { kind: 'gap' };
      if (!sameView(cursor, to)) return { kind: 'foreign' };
      if (to.position <= cursor.position) return { kind: 'known', older: to.position < cursor.position };
      if (from.position > cursor.position) return { kind: 'gap' };
      cursor = to;
      if (put.length === 0 && gone.length === 0) return { kind: 'applied', ...nothing };
      const after = new Map(documents);
      for (const [key, document] of put) after.set(key, document);
      const removed = gone.filter((key) => after.delete(key));
      documents = after;
      return { kind: 'applied', changed: put.map(([key]) => key), removed };
    },
    advance(to) {
      if (cursor?.epoch !== to.epoch || to.position <= cursor.position) return;
      cursor = { ...cursor, position: to.position };
    },
    forgetCursor() {
      cursor = undefined;
    },
    clear() {
      const removed = [...documents.keys()];
      documents = new Map();
      cursor = undefined;
      return { changed: [], removed };
    },
  };
}
