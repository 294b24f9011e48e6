/**
 * What makes an object of the graph the same object wherever it is selected. The graph says it (`@key`), and documents
 * carry it for the types they select. Objects of other types belong to the object they are in: an order's line has a
 * `sku` and is still not the product, a customer's name on an order is the name they had then.
 */
import type { KeyGenerator } from '@urql/exchange-graphcache';
import { entitiesOf } from './document.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface EntityKeys {
  /** Before a document's first answer. */
  learn(document: object): void;
  /** `Product:PMP-1010`; null when it has no key, or the selection lacks a part of it. */
  keyOf(object: Fields): string | null;
  /** For graphcache, which asks by type: an answer for every type there may ever be. */
  readonly keying: Record<string, KeyGenerator>;
}

export function createEntityKeys(): EntityKeys {
  const fieldsOf = new Map<string, readonly string[]>();

  function keyWithin(type: string, object: Fields): string | null {
    const parts = fieldsOf.get(type)?.map((field) => object[field]) ?? [];
    const known = parts.length > 0 && parts.every((part) => typeof part === 'string' || typeof part === 'number');
    return known ? parts.join('/') : null;
  }

  return {
    learn(document) {
      for (const [type, fields] of Object.entries(entitiesOf(document) ?? {})) fieldsOf.set(type, fields);
    },
    keyOf(object) {
      const type = object['__typename'];
      const key = typeof type === 'string' ? keyWithin(type, object) : null;
      return key === null ? null : `${String(type)}:${key}`;
    },
    keying: new Proxy<Record<string, KeyGenerator>>(
      {},
      { get: (_, type) => (object: Fields) => keyWithin(String(type), object) },
    ),
  };
}
