/** Plain JSON, and a copy of it that is the caller's no longer: what is appended must come back deep-equal from every engine. */
import type { JsonValue } from '../port.ts';

const maxDepth = 64;

/** The message is the path of the first thing that cannot be recorded, and why. */
export class UnrecordableError extends Error {}

/**
 * What `JSON.parse(JSON.stringify(value))` would give, in one pass. Properties that are `undefined` are left out. Throws
 * `UnrecordableError` where JSON would silently alter a value, or cannot hold it; `path` names the value in that message.
 */
export function copyJson(value: unknown, path: string, depth = 0): JsonValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (!Number.isFinite(value)) throw new UnrecordableError(`${path} is ${value}`);
      // JSON has no -0.
      return value === 0 ? 0 : value;
    case 'object':
      return value === null ? null : copyObject(value, path, depth);
    default:
      throw new UnrecordableError(`${path} is ${typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`}`);
  }
}

function copyObject(value: object, path: string, depth: number): JsonValue {
  // Also what ends a cycle.
  if (depth >= maxDepth)
    throw new UnrecordableError(`${path} is nested deeper than ${maxDepth} levels, or contains itself`);
  if (Array.isArray(value)) {
    const items: JsonValue[] = [];
    for (let at = 0; at < value.length; at++) items.push(copyJson(value[at], `${path}[${at}]`, depth + 1));
    return items;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw new UnrecordableError(`${path} is a ${value.constructor?.name ?? 'class instance'}, not a plain object`);
  }
  const copy: Record<string, JsonValue> = {};
  for (const key of Object.keys(value)) {
    const property = (value as Record<string, unknown>)[key];
    if (property === undefined) continue;
    const copied = copyJson(property, `${path}.${key}`, depth + 1);
    if (key === '__proto__') setOwn(copy, key, copied);
    else copy[key] = copied;
  }
  return copy;
}

/** As JSON.parse does; assigning would set the prototype. */
function setOwn(target: object, key: string, value: JsonValue): void {
  Object.defineProperty(target, key, { value, configurable: true, enumerable: true, writable: true });
}
