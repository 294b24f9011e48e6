/** A sealed value as it stands in the log: plain JSON that says of itself what it is and needs no schema to be moved. */
import type { JsonValue } from '@tessera/event-log';

export interface SealedValue {
  /** Version of the format. */
  readonly $sealed: 1;
  readonly domain: string;
  readonly subject: string;
  /** Where it stood in the event when it was recorded; authenticated, so that it stays what it was. */
  readonly field: string;
  /** base64url */
  readonly box: string;
}

export function isSealed(value: unknown): value is SealedValue {
  return typeof value === 'object' && value !== null && (value as { readonly $sealed?: unknown }).$sealed === 1;
}

/** What a value is bound to besides its key: in another stream, event type or field it does not open. */
export function sealContext(
  stream: string,
  type: string,
  { domain, subject, field }: Omit<SealedValue, 'box'>,
): string {
  return JSON.stringify([1, domain, subject, stream, type, field]);
}

/** Whether there is a sealed value anywhere in it. */
export function holdsSealed(value: JsonValue): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return isSealed(value) || Object.values(value).some((each: JsonValue) => holdsSealed(each));
}
