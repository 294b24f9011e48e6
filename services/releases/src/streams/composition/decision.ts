/** What the decisions about a composition share: who may, and what every change says about itself. */
import { reject, type Rejection } from '@tessera/service-kit';
import { z } from 'zod';
import { judgement, moduleKind, type Actor, type ModuleKind } from '../../events.ts';
import { mayRelease, notYours, type Person } from '../../who-may.ts';
import { linesMeant, moduleOfLine } from '../../lines.ts';
import { releaseId } from '../../names.ts';
import { isKilled, moduleIn, namesIn, type CompositionState, type LiveState } from './state.ts';

/** What every command about one module in one environment is told. */
export const aboutModule = { environment: z.string(), module: z.string(), reason: z.string().nullable() };

/** What the gate looked at before it let this through; null where there was nothing to judge. */
export const judged = { judgement: judgement.nullable() };

/**
 * Whether what a rollback would return to afterwards gets along with everything that is live. It was out of everybody's way
 * for a while; where it does not, there is no way back that pages and gateways could take by themselves.
 */
export const wayBack = { previousHolds: z.boolean() };

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

/** The facts of a change that every event states. `modules`: the lines of the environment after it. */
export function subjectOf(
  { environment, module, reason }: About,
  { kind, team, contact }: Owned,
  by: Actor,
  modules: Iterable<string>,
): Subject {
  return {
    environment,
    module: moduleOfLine(module),
    kind,
    team,
    contact,
    reason,
    by,
    modules: [...new Set(modules)],
  };
}

/** The line somebody means who names a module, or one of its majors; undefined: none is live. */
export function lineIn(
  state: CompositionState,
  { environment, module }: About,
  action: string,
): { readonly line: string | undefined } | Rejection {
  const meant = linesMeant(namesIn(state), module);
  if (meant.length < 2) return { line: meant[0] };
  const message = `${meant.length} majors of ${module} are live in ${environment}, each by itself: say which of them to ${action}: ${meant.join(' or ')}.`;
  return reject('SEVERAL_MAJORS', message, 'module');
}

/** A module that is live, and a person who may change it; else why not. */
export function liveAndYours(
  state: CompositionState,
  { environment, module }: About,
  user: Person | null,
  action: string,
): { readonly line: string; readonly now: LiveState; readonly by: Actor; readonly modules: string[] } | Rejection {
  const meant = lineIn(state, { environment, module, reason: null }, action);
  if ('problem' in meant) return meant;
  const { line = module } = meant;
  const now = moduleIn(state, line);
  if (now === undefined) {
    const live = namesIn(state).sort().join(', ') || 'nothing yet';
    return reject(
      'NOT_LIVE',
      `No release of ${module} is live in ${environment}, so there is nothing to ${action}. Live there: ${live}.`,
      'module',
    );
  }
  if (!mayRelease(user, now.team)) return notYours(action, module, now.team);
  return { line, now, by: { id: user.id, name: user.name }, modules: namesIn(state) };
}

/** Why there is nothing before what is live, and what can be done about it. */
export function nothingBefore(
  { environment }: Pick<About, 'environment'>,
  module: string,
  { live, finalized }: LiveState,
): string {
  if (finalized === null) return `Nothing was live in ${environment} before ${releaseId(module, live.version)}.`;
  const { gaveUp, at, by, reason } = finalized;
  const why = reason === null ? '' : ` (“${reason}”)`;
  return `The way back of ${module} in ${environment} was given up on ${dayAndTime(at)} by ${by ?? 'somebody'}${why}: it was finalized, and ${releaseId(module, gaveUp.version)} is no longer kept ready.`;
}

/** `2026-11-27 09:15 UTC` */
export const dayAndTime = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;

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
