/**
 * Seals an event's personal fields before it is recorded and opens them when it is read. What has no personal fields
 * passes untouched: the common case costs one look into a map.
 */
import type { JsonObject, JsonValue } from '@tessera/event-log';
import { erased, isErased } from '../../definition/personal.ts';
import type { KeyNeed, KeyVault } from './key-vault.ts';
import { each, show, type PersonalField } from './personal-fields.ts';
import { isSealed, sealContext } from './sealed-value.ts';

/** Where an event stands: what its sealed values are bound to. */
export interface Place {
  readonly stream: string;
  /** As recorded, without the service's name. */
  readonly type: string;
}

/** Throws when a personal field's subject is missing: a value that belongs to nobody could never be erased. */
export function sealFields(
  data: JsonObject,
  fields: readonly PersonalField[],
  { stream, type }: Place,
  domain: string,
  vault: KeyVault,
): JsonObject {
  return change(data, fields, (value, field, scope) => {
    if (isErased(value)) return value;
    if (isSealed(value)) {
      throw new TypeError(
        `${type}: ${show(field.path)} is a sealed value: what is recorded again must be opened before.`,
      );
    }
    const subject = textAt(scope, field.subject);
    if (subject === undefined || subject === '') {
      throw new TypeError(
        `${type}: ${show(field.path)} is personal, but "${field.subject.join('.')}", which says whose it is, is empty.`,
      );
    }
    const about = { $sealed: 1, domain, subject, field: show(field.path) } as const;
    const box = vault.seal({ domain, subject }, JSON.stringify(value), sealContext(stream, type, about));
    return box === undefined ? { ...erased } : { ...about, box };
  });
}

/**
 * Values recorded before their field was personal are read as they are, unless their subject has been erased. Values
 * that no field of the reader's schema speaks of stay sealed.
 */
export function openFields(
  data: JsonObject,
  fields: readonly PersonalField[],
  { stream, type }: Place,
  vault: KeyVault,
): JsonObject {
  return change(data, fields, (value, field, scope) => {
    if (isErased(value)) return value;
    if (!isSealed(value)) {
      const subject = textAt(scope, field.subject);
      return subject !== undefined && vault.isErased(subject) ? { ...erased } : value;
    }
    const text = vault.open(value, value.box, sealContext(stream, type, value));
    return text === undefined ? { ...erased } : (JSON.parse(text) as JsonValue);
  });
}

/** What opening the value, wherever sealed values stand in it, takes of a vault. */
export function neededToOpen(value: JsonValue, needs: KeyNeed[] = []): readonly KeyNeed[] {
  if (typeof value !== 'object' || value === null) return needs;
  if (isSealed(value)) needs.push(value);
  else for (const inner of Object.values(value) as JsonValue[]) neededToOpen(inner, needs);
  return needs;
}

/** What sealing takes: the key of everybody whose fields have a value. */
export function neededToSeal(data: JsonObject, fields: readonly PersonalField[], domain: string): readonly KeyNeed[] {
  const subjects = new Set<string>();
  change(data, fields, (value, field, scope) => {
    const subject = isErased(value) ? undefined : textAt(scope, field.subject);
    if (subject !== undefined) subjects.add(subject);
    return value;
  });
  return [...subjects].map((subject) => ({ domain, subject }));
}

type Change = (value: JsonValue, field: PersonalField, scope: JsonValue) => JsonValue;

function change(data: JsonObject, fields: readonly PersonalField[], apply: Change): JsonObject {
  let changed = data;
  for (const field of fields) changed = changeAt(changed, field, 0, data, apply) as JsonObject;
  return changed;
}

/** Shares what it leaves alone; places that are not there are left alone, and so is null. */
function changeAt(value: JsonValue, field: PersonalField, depth: number, scope: JsonValue, apply: Change): JsonValue {
  if (value === null || value === undefined) return value;
  const inner = depth === field.scope ? value : scope;
  if (depth === field.path.length) return apply(value, field, scope);
  const token = field.path[depth]!;
  if (token === each) {
    if (!Array.isArray(value)) return value;
    return value.map((one: JsonValue) => changeAt(one, field, depth + 1, inner, apply));
  }
  if (typeof value !== 'object' || Array.isArray(value) || !Object.hasOwn(value, token)) return value;
  const object = value as JsonObject;
  const before = object[token]!;
  const after = changeAt(before, field, depth + 1, inner, apply);
  return after === before ? object : { ...object, [token]: after };
}

function textAt(value: JsonValue, path: readonly string[]): string | undefined {
  let at: JsonValue | undefined = value;
  for (const name of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as JsonObject)[name];
  }
  return typeof at === 'string' ? at : undefined;
}
