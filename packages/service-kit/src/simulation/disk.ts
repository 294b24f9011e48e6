/**
 * A read store that outlives its process. What is on the disk is every batch that was written; opening it again, or a copy of
 * how it once was, writes them into an empty store.
 */
import type { Position } from '@tessera/event-log';
import type { Batch, ProjectionShape, ReadStore } from '../core/read-store/read-store.ts';
import { createMemoryStore } from '../memory/memory-store.ts';

export interface Disk {
  /** Who asks for leases with it. */
  readonly owner: string;
  readonly batches: readonly Batch[];
  /** The disk as it was after so many batches, for another owner. */
  copy(batches: number, owner: string): Disk;
  /** `beforeWrite` may throw: nothing of the batch is written then. */
  open(shapes: readonly ProjectionShape[], beforeWrite: () => void, onBackwards: (what: string) => void): ReadStore;
}

export function createDisk(owner: string, written: readonly Batch[] = []): Disk {
  const batches = [...written];
  return {
    owner,
    batches,
    copy: (count, other) => createDisk(other, batches.slice(0, count)),
    open(shapes, beforeWrite, onBackwards) {
      const store = createMemoryStore(shapes);
      let position: Position = 0;
      for (const batch of batches) {
        store.write(batch);
        position = batch.position;
      }
      return {
        ...store,
        write(batch) {
          beforeWrite();
          if (batch.position <= position) onBackwards(`${owner} wrote ${batch.position} after ${position}`);
          position = batch.position;
          store.write(batch);
          batches.push(batch);
        },
      };
    },
  };
}
