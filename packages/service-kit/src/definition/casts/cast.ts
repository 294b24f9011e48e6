/**
 * Changes from one version of an event's data to the next, as data: they stand in the contract and are carried out by
 * every consumer's host, in whatever language. What they cannot express is a new event type. Their exact meaning:
 * docs/reference/event-contracts.md.
 *
 * A path is member names joined by dots; `[]` behind a name means every element of that list: `lines[].sku`. A step
 * changes the places that are there and leaves everything else alone; it never fails.
 */
import type { JsonValue } from '@tessera/event-log';

export type CastStep =
  /** The member at `path` is called `to` from now on; one that has that name already is replaced. */
  | { readonly op: 'rename'; readonly path: string; readonly to: string }
  /** The member gets the value where its object is there and has no such member; null is a value. */
  | { readonly op: 'default'; readonly path: string; readonly value: JsonValue }
  /** Takes the member out, then puts it at `to`, making the objects on the way. */
  | { readonly op: 'move'; readonly from: string; readonly to: string }
  /** A text that is one of `values` becomes what stands there; another text becomes `otherwise`, or stays. */
  | {
      readonly op: 'map';
      readonly path: string;
      readonly values: { readonly [text: string]: JsonValue };
      readonly otherwise?: JsonValue;
    }
  | { readonly op: 'drop'; readonly path: string };

/** `rename('lines[].sku', 'partNumber')`: the second is a name, not a path. */
export function rename(path: string, to: string): CastStep {
  return { op: 'rename', path, to };
}

/** `setDefault('lines[].unit', 'piece')`: where it is missing. */
export function setDefault(path: string, value: JsonValue): CastStep {
  return { op: 'default', path, value };
}

/** `move('carrier', 'parcel.carrier')`. Through lists only within the same element: `move('lines[].a', 'lines[].b.a')`. */
export function move(from: string, to: string): CastStep {
  return { op: 'move', from, to };
}

/** `mapValues('status', {OPEN: 'PLACED'})`: other texts stay as they are, or become `otherwise`. */
export function mapValues(
  path: string,
  values: { readonly [text: string]: JsonValue },
  otherwise?: JsonValue,
): CastStep {
  return { op: 'map', path, values, ...(otherwise === undefined ? {} : { otherwise }) };
}

/** `drop('lines[].note')`. */
export function drop(path: string): CastStep {
  return { op: 'drop', path };
}
