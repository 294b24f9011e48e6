/** What the gate answers, as data: it is stored in the audit trail, shown in the console and printed by the CLI. */
import { z } from 'zod';
import { refusalKinds } from './codes.ts';
import type { RefusalCode } from './codes.ts';
import { liveRoles } from './live-set.ts';

const codes = Object.keys(refusalKinds) as [RefusalCode, ...RefusalCode[]];

/** One of the two releases that do not go together. */
export const sideSchema = z.object({
  module: z.string(),
  /** `*`: no live release at all. */
  version: z.string(),
  roles: z.array(z.enum(['candidate', ...liveRoles])),
  openTabs: z.int().min(0),
  /** Undefined of a module that teams.json does not list. */
  owner: z.object({ team: z.string(), name: z.string(), contact: z.string() }).optional(),
});

export const placeSchema = z.object({
  /** From the repository's root when teams.json knows the module's folder: `apps/orders/src/operations/order.graphql`. */
  file: z.string(),
  line: z.int().min(1),
  /** The operation, when it is one. */
  operation: z.string().optional(),
});

export const refusalSchema = z.object({
  code: z.enum(codes),
  /** The side that depends. */
  consumer: sideSchema,
  /** The side that is depended on. */
  provider: sideSchema,
  /** The exact thing: `Product.sku`, `orders.OrderPlaced lines[].sku`, `react`, `catalog/product-actions/v1`. */
  subject: z.string(),
  /** What is wrong with it, one sentence. */
  message: z.string(),
  /** Where the consumer uses it. */
  places: z.array(placeSchema),
  /** What anybody can do about it, most direct first. */
  waysOut: z.array(z.string()),
});

export const verdictSchema = z.object({
  ok: z.boolean(),
  candidate: z.object({
    module: z.string(),
    version: z.string(),
    kind: z.enum(['app', 'shell', 'library', 'service']),
  }),
  environment: z.string(),
  /** The composition it was judged on: promote with this as `basedOn`, and judge again when that is refused. */
  position: z.string(),
  /** How much was looked at. */
  judged: z.object({ releases: z.int(), pairs: z.int() }),
  refusals: z.array(refusalSchema),
});

export type Side = z.infer<typeof sideSchema>;
export type Place = z.infer<typeof placeSchema>;
export type Refusal = z.infer<typeof refusalSchema>;
export type Verdict = z.infer<typeof verdictSchema>;
