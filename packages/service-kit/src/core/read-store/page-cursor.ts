/** Where a page ended: the last item's value and key. Opaque outside; a cursor of another order is recognised. */
import type { IndexValue } from '../../definition/projection.ts';
import { ServiceError } from '../graphql/service-error.ts';

export interface PageCursor {
  readonly value: IndexValue | null;
  readonly key: string;
}

export function encodePageCursor(order: string, { value, key }: PageCursor): string {
  const bytes = new TextEncoder().encode(JSON.stringify([order, value, key]));
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** Throws `INVALID_CURSOR` for anything `encodePageCursor` did not write for this order. */
export function decodePageCursor(order: string, text: string): PageCursor {
  const parsed = parse(text);
  if (Array.isArray(parsed) && parsed.length === 3 && parsed[0] === order && typeof parsed[2] === 'string') {
    const value: unknown = parsed[1];
    if (value === null || typeof value === 'string' || typeof value === 'number') return { value, key: parsed[2] };
  }
  throw new ServiceError('INVALID_CURSOR', `"${text}" is no page of this list. Start again without "after".`);
}

function parse(text: string): unknown {
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(binary, (char) => char.charCodeAt(0))));
  } catch {
    return undefined;
  }
}
