/**
 * Personal data in events. A personal field names its subject, the person whose data it is; it is sealed with a key of
 * that person before it is recorded, and whoever reads it gets the value, or `Erased` once the key is gone. So its type
 * includes `Erased`, and a fold or a policy says what becomes of the rest.
 *
 *   const actor = z.object({ id: z.string(), name: personal(z.string(), { subject: 'id' }) });
 *   const name = unlessErased(customer.name);          // string | null
 */
import { z } from 'zod';

/** What is read where a person's data was. A value of JSON, so that it may be recorded and kept in documents. */
export interface Erased {
  readonly $erased: true;
}

export const erased: Erased = Object.freeze({ $erased: true });

export function isErased(value: unknown): value is Erased {
  return typeof value === 'object' && value !== null && (value as { readonly $erased?: unknown }).$erased === true;
}

/** The value, or null once it is erased. */
export function unlessErased<Value>(value: Value | Erased): Exclude<Value, Erased> | null {
  return isErased(value) ? null : (value as Exclude<Value, Erased>);
}

/** Under this name the mark stands in the JSON Schema of the contract. */
export const personalMark = 'x-personal';
export const notPersonalMark = 'x-not-personal';

const erasedSchema: z.ZodType<Erased, Erased> = z.strictObject({ $erased: z.literal(true) });

export interface PersonalOptions {
  /**
   * Where the id of the person stands: a path in the nearest enclosing object that has it, like a variable's scope. `id`
   * beside `name`; `customer.id` from the event's top. The id itself is no personal data.
   */
  readonly subject: string;
}

/** Marks a field as somebody's. `null` stays `null` and is not sealed: write `personal(…).nullable()`. */
export function personal<Schema extends z.ZodType>(
  schema: Schema,
  { subject }: PersonalOptions,
): z.ZodUnion<readonly [Schema, z.ZodType<Erased, Erased>]> {
  return z.union([schema, erasedSchema]).meta({ [personalMark]: { subject } });
}

/** Says why a field that is called like personal data is none: `notPersonal(z.string(), "a product's name")`. */
export function notPersonal<Schema extends z.ZodType>(schema: Schema, why: string): Schema {
  return schema.meta({ [notPersonalMark]: why });
}
