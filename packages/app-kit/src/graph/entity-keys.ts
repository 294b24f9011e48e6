/**
 * What makes an object of the graph the same object wherever it is selected. The graph says it (`@key`), and the page
 * hands it on; without that only `id` counts. Objects without a key belong to the object they are in: an order's line has
 * a `sku`, and is still not the product.
 */
import type { KeyGenerator } from '@urql/exchange-graphcache';

/** Type → the fields that identify it: `{Product: ['sku']}`. */
export type EntityKeys = Readonly<Record<string, readonly string[]>>;

type Fields = Readonly<Record<string, unknown>>;

/** `Product:PMP-1010`, or null when it has no key or the selection lacks a part of it. */
export function entityKey(keys: EntityKeys, object: Fields): string | null {
  const type = object['__typename'];
  if (typeof type !== 'string') return null;
  const key = keyWithin(keys, type, object);
  return key === null ? null : `${type}:${key}`;
}

function keyWithin(keys: EntityKeys, type: string, object: Fields): string | null {
  const parts = (keys[type] ?? ['id']).map((field) => object[field]);
  return parts.every((part) => typeof part === 'string' || typeof part === 'number') ? parts.join('/') : null;
}

/** For graphcache, which asks by type: one answer for every type there may ever be. */
export function keyingOf(keys: () => EntityKeys): Record<string, KeyGenerator> {
  return new Proxy<Record<string, KeyGenerator>>(
    {},
    { get: (_, type) => (object: Fields) => keyWithin(keys(), String(type), object) },
  );
}
