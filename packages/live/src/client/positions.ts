/** The newest position seen of each service, so that a query can ask for at least what is already shown. */
import { decodeCursor, encodeCursor, type Cursor } from '../protocol/cursor.ts';

export interface Positions {
  see(service: string, cursor: string): void;
}

/** `onNewer` is told of each step forward, and of each new epoch. */
export function createPositions(onNewer: (service: string, cursor: string) => void): Positions {
  const newest = new Map<string, Cursor>();
  return {
    see(service, text) {
      const cursor = decodeCursor(text);
      if (cursor === undefined) return;
      const known = newest.get(service);
      if (known !== undefined && known.epoch === cursor.epoch && known.position >= cursor.position) return;
      const { epoch, position } = cursor;
      newest.set(service, { epoch, position });
      onNewer(service, encodeCursor({ epoch, position }));
    },
  };
}
