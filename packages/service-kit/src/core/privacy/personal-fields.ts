/** Finds the personal fields of an event's schema, and where the id of each field's subject stands. */
import type { z } from 'zod';
import { notPersonalMark, personalMark } from '../../definition/personal.ts';

/** In a path: every element of the list. */
export const each = Symbol('each');
export type PathToken = string | typeof each;

export interface PersonalField {
  readonly path: readonly PathToken[];
  /** How much of the path leads to the object that the subject's path starts from. */
  readonly scope: number;
  readonly subject: readonly string[];
}

export interface FoundFields {
  readonly fields: readonly PersonalField[];
  /** What is wrong with the marks, one sentence each. */
  readonly problems: readonly string[];
  /** Fields that are called like personal data and say neither that they are nor that they are not. */
  readonly suspicious: readonly string[];
}

/** What people call personal data, alone or as the last word of a name: `email`, `contactName`, `delivery_address`. */
const telling = /(?:^|[a-z_])(?:name|e?mail|phone|address|note|comment|birthday)$/i;

interface Internals {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly element?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly items?: readonly z.ZodType[];
  readonly keyType?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly left?: z.ZodType;
  readonly right?: z.ZodType;
  readonly in?: z.ZodType;
  readonly out?: z.ZodType;
}

const def = (schema: z.ZodType): Internals =>
  (schema as unknown as { readonly _zod: { readonly def: Internals } })._zod.def;
const transparent = ['nullable', 'optional', 'default', 'prefault', 'readonly', 'nonoptional', 'catch'];

export function findPersonalFields(schema: z.ZodType): FoundFields {
  const fields: PersonalField[] = [];
  const problems: string[] = [];
  const suspicious: string[] = [];
  const seen = new Set<z.ZodType>();

  function visit(at: z.ZodType, path: readonly PathToken[], scopes: readonly [number, z.ZodType][]): void {
    const meta = at.meta() as Readonly<Record<string, unknown>> | undefined;
    const mark = meta?.[personalMark] as { readonly subject: string } | undefined;
    if (mark !== undefined) return add(mark.subject, path, scopes);
    if (meta?.[notPersonalMark] !== undefined) return;
    const { type, shape, element, innerType } = def(at);
    if (type === 'object' && shape !== undefined) {
      for (const [name, member] of Object.entries(shape)) {
        visit(member, [...path, name], [...scopes, [path.length, at]]);
      }
    } else if (type === 'array' && element !== undefined) visit(element, [...path, each], scopes);
    else if (transparent.includes(type) && innerType !== undefined) visit(innerType, path, scopes);
    else if (type === 'string') suspect(path);
    else if (holdsMark(at)) {
      problems.push(
        `${show(path)}: a personal field inside a ${type} is not found when it is sealed. Use objects and lists around it.`,
      );
    }
  }

  function suspect(path: readonly PathToken[]): void {
    const last = path.at(-1);
    if (typeof last === 'string' && telling.test(last)) suspicious.push(show(path));
  }

  function add(subject: string, path: readonly PathToken[], scopes: readonly [number, z.ZodType][]): void {
    const names = subject.split('.');
    const found = scopes.findLast(([, object]) => Object.hasOwn(def(object).shape ?? {}, names[0] ?? ''));
    if (found === undefined || !leadsToText(found[1], names)) {
      const advice = 'Name a text field beside it or around it, by its path from there, like "customer.id".';
      problems.push(`${show(path)}: its subject "${subject}" is no text field that is always there. ${advice}`);
    } else fields.push({ path, scope: found[0], subject: names });
  }

  function holdsMark(at: z.ZodType): boolean {
    if (seen.has(at)) return false;
    seen.add(at);
    if ((at.meta() as Readonly<Record<string, unknown>> | undefined)?.[personalMark] !== undefined) return true;
    const { shape, element, innerType, options, items, keyType, valueType, left, right, in: into, out } = def(at);
    const inner = [
      ...Object.values(shape ?? {}),
      ...(options ?? []),
      ...(items ?? []),
      ...[element, innerType, keyType, valueType, left, right, into, out].filter((one) => one !== undefined),
    ];
    return inner.some(holdsMark);
  }

  visit(schema, [], []);
  return { fields, problems, suspicious };
}

function leadsToText(object: z.ZodType, [name, ...deeper]: readonly string[]): boolean {
  const { type, shape } = def(object);
  if (name === undefined) return type === 'string';
  return type === 'object' && shape !== undefined && Object.hasOwn(shape, name) && leadsToText(shape[name]!, deeper);
}

/** `lines[].name` */
export function show(path: readonly PathToken[]): string {
  return path.reduce<string>(
    (text, token) => (token === each ? `${text}[]` : text === '' ? token : `${text}.${token}`),
    '',
  );
}
