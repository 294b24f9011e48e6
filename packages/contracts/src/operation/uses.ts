/**
 * What an operation makes use of, written down when it is built: every field with the type it had then, every argument
 * it gives. The gate compares this with what a service offers; the text alone would not say what the app's code expects.
 */
import { z } from 'zod';

/** An argument as the operation gives it. */
export const givenSchema = z.union([
  /** By a variable: its declared type (`[ID!]!`), and whether it has a default. */
  z.strictObject({ variable: z.string(), hasDefault: z.boolean().optional() }),
  /** Written out, GraphQL syntax: `12`, `NAME`, `{id: $id}`. */
  z.strictObject({ literal: z.string() }),
]);

export interface UsedField {
  readonly field: string;
  /** As the app's types have it: `OrderStatus!`. */
  readonly type: string;
  readonly line: number;
  /** Where it is written, when not in the operation's own file (a fragment elsewhere). */
  readonly file?: string | undefined;
  /** Inside a fragment on another type than the field's own: `... on Parcel`. */
  readonly on?: string | undefined;
  readonly args?: Readonly<Record<string, Given>> | undefined;
  /** What is selected below; absent of scalars and enums. */
  readonly select?: readonly UsedField[] | undefined;
}

export const usedFieldSchema: z.ZodType<UsedField> = z.strictObject({
  field: z.string(),
  type: z.string(),
  line: z.int().min(1),
  file: z.string().optional(),
  on: z.string().optional(),
  args: z.record(z.string(), givenSchema).optional(),
  get select() {
    return z.array(usedFieldSchema).readonly().optional();
  },
});

/** An input type as the app may send it: its fields with their types; those with a default may be left out. */
const inputTypeSchema = z.record(z.string(), z.strictObject({ type: z.string(), hasDefault: z.boolean().optional() }));

/** The types behind an app's operations, as they were at its build. */
export const knownTypesSchema = z.strictObject({
  /** Values of every enum it receives or sends. */
  enums: z.record(z.string(), z.array(z.string())),
  inputs: z.record(z.string(), inputTypeSchema),
  /** Interfaces and unions it receives → the object types they could be. */
  abstract: z.record(z.string(), z.array(z.string())),
  /** Types its operations name that are none of these. */
  scalars: z.array(z.string()),
});

export type Given = z.infer<typeof givenSchema>;
export type KnownTypes = z.infer<typeof knownTypesSchema>;

export const noKnownTypes: KnownTypes = { enums: {}, inputs: {}, abstract: {}, scalars: [] };

/** One place at which an operation uses a field. */
export interface FieldUse {
  /** `Order.status`, `Query.order` */
  readonly field: string;
  readonly operation: string;
  readonly file: string;
  readonly line: number;
}

interface Operation {
  readonly name: string;
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly source: { readonly file: string; readonly line: number };
  readonly uses?: readonly UsedField[] | undefined;
}

export const rootTypeOf = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' } as const;

/** Every `Type.field` an operation selects, with where; in the order it is written. */
export function fieldUses(operation: Operation): FieldUse[] {
  const found: FieldUse[] = [];
  const walk = (uses: readonly UsedField[], parent: string): void => {
    for (const use of uses) {
      const field = `${use.on ?? parent}.${use.field}`;
      found.push({ field, operation: operation.name, file: use.file ?? operation.source.file, line: use.line });
      if (use.select !== undefined) walk(use.select, use.type.replaceAll(/[[\]!]/g, ''));
    }
  };
  walk(operation.uses ?? [], rootTypeOf[operation.kind]);
  return found;
}
