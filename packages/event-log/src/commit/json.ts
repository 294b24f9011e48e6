/** Whether a value is plain JSON: what is appended must come back deep-equal from every engine. */

const maxDepth = 64;

/**
 * Path and reason of the first thing that JSON cannot hold, or undefined. Properties that are `undefined` are allowed;
 * they are left out, as JSON.stringify does.
 */
export function findNonJson(value: unknown, path: string, depth = 0): string | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : `${path} is ${value}`;
    case 'object':
      return value === null ? undefined : findInObject(value, path, depth);
    default:
      return `${path} is ${typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`}`;
  }
}

function findInObject(value: object, path: string, depth: number): string | undefined {
  // Also what ends a cycle.
  if (depth >= maxDepth) return `${path} is nested deeper than ${maxDepth} levels, or contains itself`;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) {
      const found = findNonJson(value[at], `${path}[${at}]`, depth + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    return `${path} is a ${value.constructor?.name ?? 'class instance'}, not a plain object`;
  }
  for (const key in value) {
    const property = (value as Record<string, unknown>)[key];
    if (property === undefined) continue;
    const found = findNonJson(property, `${path}.${key}`, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
