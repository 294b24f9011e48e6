/**
 * A position as it travels: the same text as the event log's cursors, read and written here without its packages, since
 * this runs in browsers. Only equality of epoch and generation and the order of positions are ever looked at.
 */
export interface Cursor {
  /** Names the log; positions of different epochs are never compared. */
  readonly epoch: string;
  readonly position: number;
  /** The projection's fold; absent where the cursor speaks of a whole service. */
  readonly generation?: string;
}

const shape = /^([A-Za-z0-9_-]+)\.([0-9a-z]+)(?:\.([A-Za-z0-9_-]+))?$/;

/** `<epoch>.<position, base 36>[.<generation>]`; URL- and header-safe. */
export function encodeCursor({ epoch, position, generation }: Cursor): string {
  return `${epoch}.${position.toString(36)}${generation === undefined ? '' : `.${generation}`}`;
}

/** Undefined for anything `encodeCursor` did not write. */
export function decodeCursor(text: string): Cursor | undefined {
  const match = shape.exec(text);
  if (!match) return undefined;
  const position = Number.parseInt(match[2]!, 36);
  if (!Number.isSafeInteger(position)) return undefined;
  return { epoch: match[1]!, position, ...(match[3] === undefined ? {} : { generation: match[3] }) };
}

/** Whether both speak of the same fold of the same log, so that their positions tell which is newer. */
export function sameView(a: Cursor, b: Cursor): boolean {
  return a.epoch === b.epoch && a.generation === b.generation;
}
