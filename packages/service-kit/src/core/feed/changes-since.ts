/** What a reader that was away has missed, as one line made from the store: documents as they are now, not each step. */
import type { Position } from '@tessera/event-log';
import type { ReadStore } from '../read-store/read-store.ts';
import type { ChangesLine, FeedChange } from './change-line.ts';

/** Undefined when tombstones of a projection don't reach back to `after`: there is a gap. */
export function changesSince(
  store: ReadStore,
  projections: Iterable<string>,
  after: Position,
  position: Position,
): ChangesLine | undefined {
  const changes: FeedChange[] = [];
  for (const projection of projections) {
    if (store.standing(projection).state === 'none') continue;
    const found = store.changedSince(projection, '*', after);
    if (found === undefined) return undefined;
    const now = new Map(found.documents.map((document) => [document.key, document]));
    for (const { key, partition, doc } of found.documents) changes.push({ projection, key, partition, document: doc });
    for (const { key, partition } of found.gone) {
      const moved = now.get(key);
      if (moved === undefined) changes.push({ projection, key, partition, document: null });
      else changes.push({ projection, key, partition: moved.partition, was: partition, document: moved.doc });
    }
  }
  return { kind: 'changes', position, changes };
}
