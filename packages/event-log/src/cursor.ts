/**
 * A position outside a process: opaque, carries the log's epoch and, where documents are meant, the projection's
 * generation. `decodeCursor` answers undefined for anything it did not write.
 */
import type { Position } from './port.ts';

export interface Cursor {
  readonly epoch: string;
  readonly position: Position;
  /** Only where the cursor speaks of a projection's documents. */
  readonly generation?: string;
}

const shape = /^([A-Za-z0-9_-]+)\.([0-9a-z]+)(?:\.([A-Za-z0-9_-]+))?$/;

/** `<epoch>.<position, base 36>[.<generation>]`; URL- and header-safe. */
export function encodeCursor({ epoch, position, generation }: Cursor): string {
  return `${epoch}.${position.toString(36)}${generation === undefined ? '' : `.${generation}`}`;
}

export function decodeCursor(text: string): Cursor | undefined {
  const match = shape.exec(text);
  if (!match) return undefined;
  const position = Number.parseInt(match[2]!, 36);
  if (!Number.isSafeInteger(position)) return undefined;
  return { epoch: match[1]!, position, ...(match[3] === undefined ? {} : { generation: match[3] }) };
}
