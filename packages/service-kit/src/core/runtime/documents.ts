/** A projection's documents for a gateway: all of a partition, or what changed since a cursor. */
import { decodeCursor, encodeCursor, type Position } from '@tessera/event-log';
import type { CompiledService } from '../compiled-service.ts';
import { rebuilding } from '../read-store/rebuilding.ts';
import type { ReadStore } from '../read-store/read-store.ts';

export interface DocumentsRequest {
  readonly projection: string;
  /** `*` = all. @default '*' */
  readonly partition?: string;
  /** Cursor with generation. */
  readonly after?: string;
}

export interface DocumentsAnswer {
  /** With generation: the state this answer shows. */
  readonly cursor: string;
  /** `documents` is everything: there was no `after`, or it could not be served. */
  readonly reset: boolean;
  readonly documents: readonly (readonly [key: string, document: object])[];
  readonly gone: readonly string[];
}

/** Undefined: there is no such projection. Throws `REBUILDING` when it has nothing to show yet. */
export function documentsOf(
  service: CompiledService,
  store: ReadStore,
  epoch: string,
  position: Position,
  { projection, partition = '*', after }: DocumentsRequest,
): DocumentsAnswer | undefined {
  if (!service.projections.has(projection)) return undefined;
  const standing = store.standing(projection);
  if (standing.state === 'none') throw rebuilding(projection);
  const { generation } = standing;
  // Documents of a former fold stand still: they are as of then, whatever was folded since.
  const at = standing.state === 'former' ? standing.position : position;
  const cursor = encodeCursor({ epoch, position: at, generation });
  const from = after === undefined ? undefined : decodeCursor(after);
  const usable = from?.epoch === epoch && from.generation === generation && from.position <= at;
  const changed = usable ? store.changedSince(projection, partition, from.position) : undefined;
  if (changed === undefined) {
    const documents = store.all(projection, partition).map(({ key, doc }) => [key, doc] as const);
    return { cursor, reset: true, documents, gone: [] };
  }
  const present = new Set(changed.documents.map(({ key }) => key));
  return {
    cursor,
    reset: false,
    documents: changed.documents.map(({ key, doc }) => [key, doc] as const),
    // Moved within what was asked for: it is among the documents.
    gone: [...new Set(changed.gone.map(({ key }) => key))].filter((key) => !present.has(key)),
  };
}
