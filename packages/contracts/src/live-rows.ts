/**
 * The rows of an environment's composition, as the releases service keeps them (documents of the type LiveModule) and
 * signs them. Nothing personal is among these fields: what is signed is kept for good.
 */
import { z } from 'zod';

export const liveRowSchema = z.object({
  module: z.string(),
  kind: z.enum(['SHELL', 'APP', 'SERVICE', 'GATEWAY', 'LIBRARY']),
  team: z.string(),
  contact: z.string(),
  version: z.string(),
  digest: z.string(),
  previousVersion: z.string().nullish(),
  previousDigest: z.string().nullish(),
  /** When the way back from `version` was given up. */
  finalizedAt: z.string().nullish(),
  since: z.string(),
  /** A release that a share of the users runs instead, while it is being judged. */
  canaryVersion: z.string().nullish(),
  canaryDigest: z.string().nullish(),
  /** Percent. */
  canaryShare: z.int().nullish(),
  canarySince: z.string().nullish(),
  /** Named groups that have a release of their own. */
  pins: z.array(z.object({ name: z.string(), version: z.string(), digest: z.string() })).default([]),
  /** Versions that nobody may run any more. */
  killed: z.array(z.string()).default([]),
});

export const liveRowsSchema = z.object({ revision: z.string(), rows: z.array(liveRowSchema) });

export type LiveRow = z.infer<typeof liveRowSchema>;
/** All rows as of one revision (a cursor of the releases service). */
export type LiveRows = z.infer<typeof liveRowsSchema>;
