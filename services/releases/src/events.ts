/** What was published and what went live where. The composition of an environment is a fold of these. */
import { drop, event, notPersonal, personal, setDefault } from '@tessera/service-kit';
import { z } from 'zod';

/** Who acted. The id names the subject; the name is personal. */
export const actor = z.object({ id: z.string(), name: personal(z.string(), { subject: 'id' }) });

export const moduleKind = z.enum(['SHELL', 'APP', 'SERVICE', 'GATEWAY', 'LIBRARY']);

/** One immutable version of a module, as far as a composition needs to know it. */
export const releaseRef = z.object({ version: z.string(), digest: z.string() });

const ownership = { kind: moduleKind, team: z.string(), contact: z.string() };

/** Where a release was built from. */
export const releaseSource = z.object({
  commit: z.string(),
  /** ISO 8601, UTC. */
  committedAt: z.string(),
  /** The module's folder in its repository; the contract's places are relative to it. */
  folder: z.string().nullable(),
});

/** What the gate looked at before it let a release through. */
export const judgement = z.object({
  /** The composition it judged, as a cursor. */
  position: z.string(),
  releases: z.int(),
  pairs: z.int(),
  /** Live releases whose contract the log does not know: published before contracts were recorded. */
  unjudged: z.array(z.string()),
});

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

const changeV1 = z.object(change);
const judgedChange = z.object({ ...change, judgement: judgement.nullable() });
const judgedFrom = {
  1: { schema: changeV1, up: [setDefault('judgement', null)], down: [drop('judgement')] },
};

const published = {
  module: z.string(),
  ...ownership,
  version: z.string(),
  digest: z.string(),
  size: z.int().nonnegative(),
  by: actor,
};

const release = { module: z.string(), version: z.string() };
const count = z.int().nonnegative();

/** What went well and what did not, of one release, since the gateway's last report. */
export const healthCounts = z.object({
  ...release,
  /** Times it was loaded, those that failed included. */
  loads: count,
  loadFailures: count,
  slowLoads: count,
  /** Pages in which its error boundary was shown, each counted once. */
  renderErrors: count,
  /** Operations it asked for, those that failed included. */
  operations: count,
  failedOperations: count,
  /** Events its policies and effects had to say something about, those they failed at included; absent: none. Of services with a canary. */
  reactions: count.optional(),
  failedReactions: count.optional(),
});

export const servedService = z.object(release);

export const tabCount = z.object({ ...release, count: z.int().positive() });

const preview = { id: z.string(), environment: z.string(), team: z.string() };

export const previewedService = z.object({ ...release, digest: z.string() });

/** Percent of the users that a canary gets. */
export const canaryShare = z.int().min(1).max(99);

const side = z.object({
  module: z.string(),
  version: z.string(),
  roles: z.array(z.string()),
  openTabs: count,
  team: z.string().nullable(),
  contact: z.string().nullable(),
});

/** One reason of the gate, with everything that is needed to act on it. */
export const refusal = z.object({
  code: z.string(),
  consumer: side,
  provider: side,
  subject: z.string(),
  message: z.string(),
  places: z.array(z.object({ file: z.string(), line: z.int(), operation: z.string().nullable() })),
  waysOut: z.array(z.string()),
  /** All of it in words. */
  text: z.string(),
});

const rates = {
  load: z.number(),
  boundary: z.number(),
  operation: z.number(),
  slow: z.number(),
  /** Absent in canaries from before reactions were judged. */
  reaction: z.number().optional(),
};

/** When a canary is rolled back by itself: by how much its rates may be above stable's, on how large a sample at least. */
export const canaryPolicy = z.object({
  budget: z.object(rates),
  minimumSample: z.int().positive(),
  /** Probability of rolling back a canary that is no worse, over its whole life. */
  falseAlarms: z.number(),
});

const counted = z.object({ ok: z.number(), failed: z.number() });

const pinName = notPersonal(z.string(), "a group's");

/** One signal of a canary against stable, as the judge saw it. */
export const canaryFinding = z.object({
  signal: z.string(),
  canary: counted,
  stable: counted,
  evidence: z.number(),
  needed: z.number(),
  canaryAtLeast: z.number(),
  canaryAtMost: z.number(),
  stableAtLeast: z.number(),
  stableAtMost: z.number(),
  budget: z.number(),
  verdict: z.string(),
});

export const events = {
  /** The files are in the artifact store; the release can be promoted from now on. */
  ReleasePublished: event(
    2,
    z.object({
      ...published,
      /** Of the manifest that the digest was checked against; null: published without. */
      contract: z.record(z.string(), z.json()).nullable(),
      source: releaseSource.nullable(),
    }),
    {
      from: {
        1: {
          schema: z.object(published),
          up: [setDefault('contract', null), setDefault('source', null)],
          down: [drop('contract'), drop('source')],
        },
      },
    },
  ),
  /** For everyone. Finishes the module's canary, when one was running. */
  ModulePromoted: event(2, judgedChange, { from: judgedFrom }),
  ModuleRolledBack: event(2, judgedChange, { from: judgedFrom }),

  /** A share of the users gets a release that the others do not have yet. */
  CanaryStarted: event(
    1,
    z.object({
      ...subject,
      canary: releaseRef,
      stable: releaseRef,
      share: canaryShare,
      /** When it is rolled back by itself. */
      policy: canaryPolicy,
      judgement: judgement.nullable(),
    }),
  ),
  CanaryWidened: event(
    1,
    z.object({ ...subject, canary: releaseRef, share: canaryShare, was: canaryShare, judgement: judgement.nullable() }),
  ),
  /** Everybody is back on what is live; a canary that went live ends with ModulePromoted. */
  CanaryEnded: event(
    1,
    z.object({
      ...subject,
      canary: releaseRef,
      stable: releaseRef,
      share: canaryShare,
      /** What it was judged on when it ended by itself; empty when somebody ended it. */
      evidence: z.array(canaryFinding),
    }),
  ),

  /** A named group gets this release, whatever everybody else has. */
  ModulePinned: event(
    1,
    z.object({
      ...subject,
      name: pinName,
      release: releaseRef,
      was: releaseRef.nullable(),
      judgement: judgement.nullable(),
    }),
  ),
  ModuleUnpinned: event(1, z.object({ ...subject, name: pinName, release: releaseRef })),

  /**
   * The way back was given up: nothing is judged beside it any more, and a rollback has nowhere to go until the next
   * promotion. What everybody has stays.
   */
  ModuleFinalized: event(
    1,
    z.object({
      ...subject,
      live: releaseRef,
      /** What a rollback would have returned to. */
      gaveUp: releaseRef,
    }),
  ),

  /** The module is gone from the environment; `modules` does not name it any more. */
  ModuleRetired: event(1, z.object({ ...subject, live: releaseRef })),

  /** Nobody may run this release here any more: canary and pins of it end with it, and rollbacks pass over it. */
  ReleaseKilled: event(1, z.object({ ...change, killed: releaseRef, judgement: judgement.nullable() })),

  /** The gate said no. Nothing changed. */
  AttemptRefused: event(
    1,
    z.object({
      environment: z.string(),
      module: z.string(),
      version: z.string(),
      team: z.string(),
      /** `promote`, `pin`, `retire`, `rollback` or `kill`. */
      verb: z.string(),
      share: canaryShare.nullable(),
      reason: z.string().nullable(),
      by: actor,
      judgement,
      /** The first hundred. */
      refusals: z.array(refusal),
      /** How many there were. */
      total: count,
    }),
  ),

  /** Which releases open tabs run, as one gateway sees it. */
  CensusReported: event(
    1,
    z.object({
      environment: z.string(),
      gateway: z.string(),
      tabs: z.array(tabCount),
      /** How long its tabs may stay on what is not live any more; absent: it was not set. */
      mustSwitchHours: z.number().positive().optional(),
    }),
  ),
  /** Which release of each service one gateway sends everybody's requests to; `services` is empty when it ends. */
  ServingReported: event(
    1,
    z.object({ environment: z.string(), gateway: z.string(), services: z.array(servedService) }),
  ),
  /** How releases fared since the gateway's last report. */
  HealthReported: event(1, z.object({ environment: z.string(), gateway: z.string(), counts: z.array(healthCounts) })),

  /** A preview was made. Processes run for the releases of services it sends its people to until it ends. */
  PreviewOpened: event(
    1,
    z.object({
      ...preview,
      /** All that it shows; absent in what was recorded before this was. */
      releases: z.array(z.string()).optional(),
      services: z.array(previewedService),
      expires: z.string(),
    }),
  ),
  /** Its team ended it before its time. */
  PreviewEnded: event(1, z.object(preview)),
};

export type Actor = z.infer<typeof actor>;
export type ModuleKind = z.infer<typeof moduleKind>;
export type Judgement = z.infer<typeof judgement>;
export type Refusal = z.infer<typeof refusal>;
export type CanaryPolicy = z.infer<typeof canaryPolicy>;
export type ReleaseSource = z.infer<typeof releaseSource>;
export type HealthCounts = z.infer<typeof healthCounts>;
export type CanaryFinding = z.infer<typeof canaryFinding>;
export type PreviewedService = z.infer<typeof previewedService>;
export type ServedService = z.infer<typeof servedService>;
export type TabCount = z.infer<typeof tabCount>;
export type ReleaseRef = z.infer<typeof releaseRef>;
