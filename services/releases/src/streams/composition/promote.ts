/** Making a release live: for everyone, or first for a share of the users. */
import { commandIn } from '@tessera/contracts';
import { command, reject } from '@tessera/service-kit';
import { z } from 'zod';
import { canaryPolicy } from '../../events.ts';
import { lineOf } from '../../lines.ts';
import { releaseId } from '../../names.ts';
import { own } from '../../own.ts';
import { emit, type Decision } from '../../vocabulary.ts';
import { mayRelease, notYours } from '../../who-may.ts';
import {
  aboutModule,
  dayAndTime,
  judged,
  knownRelease,
  neverPublished,
  refuseKilled,
  subjectOf,
  type Subject,
} from './decision.ts';
import { moduleIn, namesIn, type CompositionState, type LiveState } from './state.ts';

/** What serves everybody at once, or records what the others do: a share of the users cannot have another one. */
const neverCanaried = new Set(['gateway', 'releases-service']);

const input = z.object({
  ...aboutModule,
  version: z.string(),
  /** Percent of the users; null or 100: everyone. */
  share: z.number().nullable(),
  /** Of the canary it starts. */
  policy: canaryPolicy,
  release: knownRelease,
  /** It is known that its canary ended by itself here. */
  despiteEvidence: z.boolean(),
  ...judged,
});
type Input = z.infer<typeof input>;

export const promote = command(input, (state: CompositionState, promotion, { user }): Decision => {
  const { module, version, release, share } = promotion;
  if (release === null) return neverPublished(module, version);
  if (!mayRelease(user, release.team)) return notYours('promote', module, release.team);
  const killed = refuseKilled(state, promotion, version);
  if (killed) return killed;
  if (share !== null && (!Number.isInteger(share) || share < 1 || share > 100)) {
    return reject(
      'INVALID_SHARE',
      `A canary's share is a whole number of percent from 1 to 99 (100: everyone), not ${share}.`,
      'share',
    );
  }
  const shell = Object.entries(state.modules).find(([name, { kind }]) => kind === 'SHELL' && name !== module)?.[0];
  if (release.kind === 'SHELL' && shell !== undefined) {
    const message = `${shell} is the shell of ${promotion.environment}, and a page has one: ${releaseId(module, version)} cannot be another.`;
    return reject('SHELL_TAKEN', message, 'module');
  }
  const line = lineOf(release.kind, module, version);
  const now = moduleIn(state, line);
  const failed = now && own(now.failed, version);
  // The next step of a pipeline would put it back otherwise, to more people than before.
  if (failed !== undefined && !promotion.despiteEvidence) {
    const message = `The canary of ${releaseId(module, version)} in ${promotion.environment} ended by itself on ${dayAndTime(failed.at)} (${failed.reason ?? 'worse than what everybody has'}). Publish mended content under a new version; if the evidence is known and was not about the release, say so (“--despite-evidence”).`;
    return reject('CANARY_FAILED', message, 'version');
  }
  const by = { id: user.id, name: user.name };
  const subject = subjectOf(promotion, release, by, [...namesIn(state), line]);
  const ref = { version, digest: release.digest };
  if (share !== null && share < 100) return toShare(promotion, subject, ref, share, now);
  return toEveryone(promotion, subject, ref, now);
});

function toEveryone(
  { environment, judgement }: Input,
  subject: Subject,
  live: { readonly version: string; readonly digest: string },
  now: LiveState | undefined,
): Decision {
  if (now?.canary && now.canary.version !== live.version) return otherCanary(environment, subject.module, now.canary);
  if (now?.live.version === live.version) return [];
  const before = now?.live ?? null;
  return [emit('ModulePromoted', { ...subject, live, replaced: before, previous: before, judgement })];
}

function toShare(
  { environment, policy, judgement }: Input,
  subject: Subject,
  canary: { readonly version: string; readonly digest: string },
  share: number,
  now: LiveState | undefined,
): Decision {
  const { module } = subject;
  const name = releaseId(module, canary.version);
  if (neverCanaried.has(module)) {
    return reject('NEVER_CANARIED', `${module} serves everybody at once and has no canaries. Promote it to everyone.`);
  }
  if (subject.kind === 'LIBRARY') {
    const message = `${module} is part of the frame: what goes wrong in it counts against the apps that run with it, so that a canary of it could not be judged. Look at it in a preview, then promote it to everyone.`;
    return reject('NEVER_CANARIED', message);
  }
  if (now === undefined) {
    const message = `${name} would be the first release of ${module} in ${environment}: the other users would have none. Promote it to everyone.`;
    return reject('NOTHING_LIVE', message, 'share');
  }
  if (now.live.version === canary.version) {
    return reject('ALREADY_LIVE', `${name} is what everybody has in ${environment} already.`, 'version');
  }
  if (now.canary === null)
    return [emit('CanaryStarted', { ...subject, canary, stable: now.live, share, policy, judgement })];
  if (now.canary.version !== canary.version) return otherCanary(environment, module, now.canary);
  if (now.canary.share === share) return [];
  if (now.canary.share > share) {
    return reject(
      'CANARY_NARROWER',
      `${name} has ${now.canary.share} % of the users already; a share only grows, so that nobody is sent back and forth. End it with “${commandIn(environment, `rollback ${module}`)}”.`,
      'share',
    );
  }
  return [emit('CanaryWidened', { ...subject, canary, share, was: now.canary.share, judgement })];
}

function otherCanary(environment: string, module: string, canary: NonNullable<LiveState['canary']>): Decision {
  return reject(
    'CANARY_RUNNING',
    `${releaseId(module, canary.version)} is a canary for ${canary.share} % of the users in ${environment}. Finish it (promote it to everyone) or end it (roll back) first.`,
    'version',
  );
}
