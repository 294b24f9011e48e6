/** What was published and what went live where. The composition of an environment is a fold of these. */
import { event } from '@tessera/service-kit';
import { z } from 'zod';

/** Who acted. The id names the subject; the name is personal. */
export const actor = z.object({ id: z.string(), name: z.string() });

export const moduleKind = z.enum(['SHELL', 'APP', 'SERVICE', 'GATEWAY']);

/** One immutable version of a module, as far as a composition needs to know it. */
export const releaseRef = z.object({ version: z.string(), digest: z.string() });

const ownership = { kind: moduleKind, team: z.string(), contact: z.string() };

const change = {
  environment: z.string(),
  module: z.string(),
  ...ownership,
  /** What is live now. */
  live: releaseRef,
  /** What was live until now; null for a module's first promotion. */
  replaced: releaseRef.nullable(),
  /** What a rollback would return to from here. */
  previous: releaseRef.nullable(),
  reason: z.string().nullable(),
  by: actor,
  /** Every module of the environment after the change: their rows carry the composition's revision. */
  modules: z.array(z.string()),
};

export const events = {
  /** The files are in the artifact store; the release can be promoted from now on. */
  ReleasePublished: event(
    1,
    z.object({
      module: z.string(),
      ...ownership,
      version: z.string(),
      digest: z.string(),
      size: z.int().nonnegative(),
      by: actor,
    }),
  ),
  ModulePromoted: event(1, z.object(change)),
  ModuleRolledBack: event(1, z.object(change)),
};

export type Actor = z.infer<typeof actor>;
export type ModuleKind = z.infer<typeof moduleKind>;
export type ReleaseRef = z.infer<typeof releaseRef>;
