/** Up to where everything is done, while several things are being done at once and finish in any order. */
import type { Position } from '@tessera/event-log';

export interface Watermark {
  /** Something at this position is to be done. Positions never decrease. */
  open(position: Position): void;
  done(position: Position): void;
  /** Everything that concerns us up to it has been opened. */
  seen(position: Position): void;
  readonly position: Position;
  readonly openCount: number;
}

export function createWatermark(from: Position): Watermark {
  // Insertion order is position order, so the first key is the oldest that is not done.
  const open = new Map<Position, number>();
  let seen = from;
  let openCount = 0;
  return {
    open(position) {
      open.set(position, (open.get(position) ?? 0) + 1);
      openCount += 1;
    },
    done(position) {
      const left = (open.get(position) ?? 1) - 1;
      if (left === 0) open.delete(position);
      else open.set(position, left);
      openCount -= 1;
    },
    seen(position) {
      if (position > seen) seen = position;
    },
    get position() {
      const [oldest] = open.keys();
      return oldest === undefined ? seen : Math.min(seen, oldest - 1);
    },
    get openCount() {
      return openCount;
    },
  };
}
