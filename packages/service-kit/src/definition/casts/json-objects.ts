import type { JsonObject, JsonValue } from '@tessera/event-log';
import { isErased } from '../personal.ts';

/**
 * An object that a path may lead into. A sealed value, and what is left of an erased one, is a value as a text is: it can
 * be moved, renamed and dropped, not looked into.
 */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isOpaque(value as JsonObject);
}

function isOpaque(value: JsonObject): boolean {
  return value['$sealed'] === 1 || isErased(value);
}

export function without(object: JsonObject, name: string): JsonObject {
  const { [name]: _gone, ...rest } = object;
  return rest;
}
