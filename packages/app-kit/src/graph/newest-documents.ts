/**
 * Keeps answers from going back (I2): a query that was on its way while the live stream moved on may bring a document that
 * is older than the one already shown. Its own fields are then replaced by the newer ones. Documents say which they are
 * by `version`, an opaque position that only ever grows.
 */
import { decodeCursor } from '@tessera/live';
import type { EntityKeys } from './entity-keys.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface NewestDocuments {
  /** The live stream has shown this document. */
  see(document: Fields): void;
  /** The same data, with documents that are older than seen brought up to date; the same object when none is. */
  mend<Data>(data: Data): Data;
}

export function createNewestDocuments(keys: EntityKeys): NewestDocuments {
  const newest = new Map<string, Fields>();

  function mend(value: unknown): unknown {
    if (Array.isArray(value)) return mendEach(value, (item) => mend(item));
    if (typeof value !== 'object' || value === null) return value;
    const mended = mendFields(value as Fields);
    const key = keys.keyOf(mended);
    const known = key === null ? undefined : newest.get(key);
    if (known === undefined || !isOlder(mended['version'], known['version'])) return mended;
    // Only what this operation selected too: anything more would not be its answer.
    return Object.fromEntries(
      Object.entries(mended).map(([name, old]) => [name, isPlain(known[name]) ? known[name] : old]),
    );
  }

  function mendFields(fields: Fields): Fields {
    let mended: Record<string, unknown> | undefined;
    for (const [name, value] of Object.entries(fields)) {
      if (typeof value !== 'object' || value === null) continue;
      const next = mend(value);
      if (next !== value) (mended ??= { ...fields })[name] = next;
    }
    return mended ?? fields;
  }

  return {
    see(document) {
      const key = keys.keyOf(document);
      if (key !== null && typeof document['version'] === 'string') newest.set(key, document);
    },
    mend: (data) => (newest.size === 0 ? data : (mend(data) as typeof data)),
  };
}

/** Nested objects stay as they came: the live operation may have selected less of them. */
const isPlain = (value: unknown): boolean => value !== undefined && (typeof value !== 'object' || value === null);

function mendEach(items: readonly unknown[], mend: (item: unknown) => unknown): readonly unknown[] {
  const mended = items.map(mend);
  return mended.every((item, index) => item === items[index]) ? items : mended;
}

/** The version of the one document a query is about, where it selects it. */
export function versionOf(data: unknown): string | undefined {
  const [document] = Object.values((data ?? {}) as Fields);
  const version = (document as { readonly version?: unknown } | null | undefined)?.version;
  return typeof version === 'string' ? version : undefined;
}

/** Whether both are versions of the same log, and the first is the older one. */
export function isOlder(version: unknown, than: unknown): boolean {
  if (typeof version !== 'string' || typeof than !== 'string') return false;
  const [a, b] = [decodeCursor(version), decodeCursor(than)];
  return a !== undefined && b !== undefined && a.epoch === b.epoch && a.position < b.position;
}
