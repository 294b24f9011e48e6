/** What a module offers and what it needs, extracted from its code at build time. */
import { z } from 'zod';
import { parseWith } from './contract-error.ts';
import { contributionsSchema } from './contributions.ts';
import { filePath, sha256Hex } from './names.ts';
import { knownTypesSchema, usedFieldSchema } from './operation/uses.ts';

/** A GraphQL operation an app may call, with the place in its source that asks for it. */
export const operationSchema = z.strictObject({
  name: z.string().regex(/^[_A-Za-z]\w*$/, 'must be a GraphQL name'),
  kind: z.enum(['query', 'mutation', 'subscription']),
  /** sha256 (hex) of `text`. */
  hash: sha256Hex,
  /** The whole document: this operation and the fragments it uses. */
  text: z
    .string()
    .min(1)
    .max(64 * 1024),
  source: z.strictObject({ file: z.string().min(1), line: z.int().min(1) }),
  /** Every field it selects with the type the app expects, derived at build; the gate cannot judge an operation without. */
  uses: z.array(usedFieldSchema).optional(),
});

/** Package → range an app needs of what the frame provides: `{react: "^19.3.0"}`. */
const sharedSchema = z.record(z.string().min(1), z.string().min(1));

export const appContractSchema = z.strictObject({
  operations: z.array(operationSchema),
  /** The enums, input types, interfaces and unions behind its operations, as they were at build. */
  types: knownTypesSchema.optional(),
  shared: sharedSchema,
  contributions: contributionsSchema,
});

export const shellContractSchema = appContractSchema.extend({
  /** The import map: specifier → what stands behind it. Packages and their entries: `react`, `react/jsx-runtime`. */
  provides: z.record(z.string().min(1), z.strictObject({ version: z.string().min(1), file: filePath })),
});

/**
 * A library that is released by itself, such as shared-ui: several majors may be live, each app gets the one it asks for.
 * Packages it needs itself (the single React) come from the frame.
 */
export const libraryContractSchema = z.strictObject({
  shared: sharedSchema,
  provides: shellContractSchema.shape.provides,
  /**
   * What its stylesheets count below: `[data-ui="<styles>"]`, and not below another library's. Made from their content, so
   * that two releases with different styles stand on one page. Absent: its styles are the whole page's.
   */
  styles: z
    .string()
    .regex(/^[a-z0-9]{1,32}$/, 'must be lower-case letters and digits')
    .optional(),
});

/** One step of a cast between two versions of an event's data; its exact meaning: docs/reference/event-contracts.md. */
export const castStepSchema = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('rename'), path: z.string().min(1), to: z.string().min(1) }),
  z.strictObject({ op: z.literal('default'), path: z.string().min(1), value: z.json() }),
  z.strictObject({ op: z.literal('move'), from: z.string().min(1), to: z.string().min(1) }),
  z.strictObject({
    op: z.literal('map'),
    path: z.string().min(1),
    values: z.record(z.string(), z.json()),
    otherwise: z.json().optional(),
  }),
  z.strictObject({ op: z.literal('drop'), path: z.string().min(1) }),
]);

const jsonSchema = z.record(z.string(), z.unknown());
const versionNumber = z.int().min(1);

/** An own event: its present version, and every former one with the steps to the version after it and back. */
export const eventContractSchema = z.looseObject({
  version: versionNumber,
  /** JSON Schema of the present version's data. */
  schema: jsonSchema,
  /** By number, from 1 up to the one before `version`. */
  from: z
    .record(
      z.string().regex(/^[1-9]\d*$/, 'must be a version number'),
      z.looseObject({
        schema: jsonSchema,
        up: z.array(castStepSchema),
        /** Absent: newer events cannot be read as this version. */
        down: z.array(castStepSchema).optional(),
      }),
    )
    .optional(),
});

/** Another service's event: the version the consumer was written against, and the JSON Schema of the fields it uses. */
export const consumedContractSchema = z.looseObject({ version: versionNumber, schema: jsonSchema });

/** As a service answers `GET /contract`. */
export const serviceContractSchema = z.looseObject({
  service: z.string().min(1),
  release: z.string().optional(),
  /** SDL with stitching directives. */
  schema: z.string().min(1),
  /** Kinds of entities it has streams of. */
  streams: z.array(z.string()).optional(),
  /** By type. */
  events: z.record(z.string(), eventContractSchema),
  /** By `<service>.<Type>`. */
  consumes: z.record(z.string(), consumedContractSchema).default({}),
  /** Subscription field → the projection its documents are in, and their GraphQL type. */
  live: z.record(z.string(), z.looseObject({ projection: z.string(), type: z.string() })),
  /** `Type.field` of the fields with a resolver, which a live operation may not select. */
  computed: z.array(z.string()),
});

export type PublishedOperation = z.infer<typeof operationSchema>;
export type AppContract = z.infer<typeof appContractSchema>;
export type ShellContract = z.infer<typeof shellContractSchema>;
export type LibraryContract = z.infer<typeof libraryContractSchema>;
export type ServiceContract = z.infer<typeof serviceContractSchema>;
export type EventContract = z.infer<typeof eventContractSchema>;
export type ConsumedContract = z.infer<typeof consumedContractSchema>;
export type CastStep = z.infer<typeof castStepSchema>;

const advice = 'Contracts are extracted from the code at build time: mend the source and build again.';

export function parseAppContract(value: unknown): AppContract {
  return parseWith(appContractSchema, value, 'The app contract', advice);
}

export function parseShellContract(value: unknown): ShellContract {
  return parseWith(shellContractSchema, value, 'The shell contract', advice);
}

export function parseServiceContract(value: unknown, service?: string): ServiceContract {
  const what =
    service === undefined ? 'The service contract' : `The contract that service "${service}" answers on GET /contract`;
  return parseWith(serviceContractSchema, value, what, 'It is made by the service host: see packages/service-kit.');
}
