/** What the decisions about a composition share: who may, and what every change says about itself. */
import { reject, type Rejection } from '@tessera/service-kit';
import { z } from 'zod';
import { judgement, moduleKind, type Actor, type ModuleKind } from '../../events.ts';
import { mayRelease, notYours, type Person } from '../../who-may.ts';
import { isKilled, moduleIn, namesIn, type CompositionState, type LiveState } from './state.ts';

/** What every command about one module in one environment is told. */
export const aboutModule = { environment: z.string(), module: z.string(), reason: z.string().nullable() };

/** What the gate looked at before it let this through; null where there was nothing to judge. */
export const judged = { judgement: judgement.nullable() };

/** What the releases projection knows of a release; null when it was never published. */
export const knownRelease = z
  .object({ kind: moduleKind, team: z.string(), contact: z.string(), digest: z.string() })
  .nullable();

export interface About {
  readonly environment: string;
  readonly module: string;
  readonly reason: string | null;
}

interface Owned {
  readonly kind: ModuleKind;
  readonly team: string;
  readonly contact: string;
}

export interface Subject extends About, Owned {
  readonly by: Actor;
  readonly modules: string[];
}

/** The facts of a change that every event states. `modules`: those of the environment after it. */
export function subjectOf(
  { environment, module, reason }: About,
  { kind, team, contact }: Owned,
  by: Actor,
  modules: Iterable<string>,
): Subject {
  return { environment, module, kind, team, contact, reason, by, modules: [...new Set(modules)] };
}

/** A module that is live, and a person who may change it; else why not. */
export function liveAndYours(
  state: CompositionState,
  { environment, module }: About,
  user: Person | null,
  action: string,
): { readonly now: LiveState; readonly by: Actor; readonly modules: string[] } | Rejection {
  const now = moduleIn(state, module);
  if (now === undefined) {
    const live = namesIn(state).sort().join(', ') || 'nothing yet';
    return reject(
      'NOT_LIVE',
      `No release of ${module} is live in ${environment}, so there is nothing to ${action}. Live there: ${live}.`,
      'module',
    );
  }
  if (!mayRelease(user, now.team)) return notYours(action, module, now.team);
  return { now, by: { id: user.id, name: user.name }, modules: namesIn(state) };
}

export function refuseKilled(
  state: CompositionState,
  { environment, module }: About,
  version: string,
  field = 'version',
): Rejection | undefined {
  if (!isKilled(state, module, version)) return undefined;
  return reject(
    'KILLED',
    `${module}@${version} was killed in ${environment} and never goes live there again. Publish the mended content under a new version.`,
    field,
  );
}

export function neverPublished(module: string, version: string, field = 'version'): Rejection {
  return reject(
    'UNKNOWN_RELEASE',
    `${module}@${version} was never published. Publish it first; “tessera releases ${module}” lists what there is.`,
    field,
  );
}
