/** What was published and what went live where. The composition of an environment is a fold of these. */
import { event, notPersonal, personal } from '@tessera/service-kit';
import { z } from 'zod';

/** Who acted. The id names the subject; the name is personal. */
export const actor = z.object({ id: z.string(), name: personal(z.string(), { subject: 'id' }) });

export const moduleKind = z.enum(['SHELL', 'APP', 'SERVICE', 'GATEWAY', 'LIBRARY']);

/** One immutable version of a module, as far as a composition needs to know it. */
export const releaseRef = z.object({ version: z.string(), digest: z.string() });

const ownership = { kind: moduleKind, team: z.string(), contact: z.string() };

/** What every change of a composition says. */
const subject = {
  environment: z.string(),
  module: z.string(),
  ...ownership,
  reason: z.string().nullable(),
  by: actor,
  /** Every module of the environment after the change: their rows carry the composition's revision. */
  modules: z.array(z.string()),
};

const change = {
  ...subject,
  /** What is live now. */
  live: releaseRef,
  /** What was live until now; null for a module's first promotion. */
  replaced: releaseRef.nullable(),
  /** What a rollback would return to from here. */
  previous: releaseRef.nullable(),
};

/** Percent of the users that a canary gets. */
export const canaryShare = z.int().min(1).max(99);

const pinName = notPersonal(z.string(), "a group's");

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
  /** For everyone. Finishes the module's canary, when one was running. */
  ModulePromoted: event(1, z.object(change)),
  ModuleRolledBack: event(1, z.object(change)),

  /** A share of the users gets a release that the others do not have yet. */
  CanaryStarted: event(1, z.object({ ...subject, canary: releaseRef, stable: releaseRef, share: canaryShare })),
  CanaryWidened: event(1, z.object({ ...subject, canary: releaseRef, share: canaryShare, was: canaryShare })),
  /** Everybody is back on what is live; a canary that went live ends with ModulePromoted. */
  CanaryEnded: event(1, z.object({ ...subject, canary: releaseRef, stable: releaseRef, share: canaryShare })),

  /** A named group gets this release, whatever everybody else has. */
  ModulePinned: event(1, z.object({ ...subject, name: pinName, release: releaseRef, was: releaseRef.nullable() })),
  ModuleUnpinned: event(1, z.object({ ...subject, name: pinName, release: releaseRef })),

  /** The module is gone from the environment; `modules` does not name it any more. */
  ModuleRetired: event(1, z.object({ ...subject, live: releaseRef })),

  /** Nobody may run this release here any more: canary and pins of it end with it, and rollbacks pass over it. */
  ReleaseKilled: event(1, z.object({ ...change, killed: releaseRef })),
};

export type Actor = z.infer<typeof actor>;
export type ModuleKind = z.infer<typeof moduleKind>;
export type ReleaseRef = z.infer<typeof releaseRef>;
