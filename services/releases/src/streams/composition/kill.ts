/** The kill switch: a release that must not run anywhere any more, open tabs included. */
import { command, reject, type Rejection } from '@tessera/service-kit';
import { z } from 'zod';
import type { ReleaseRef } from '../../events.ts';
import { lineOf } from '../../lines.ts';
import { releaseId } from '../../names.ts';
import { own } from '../../own.ts';
import { emit, type Decision } from '../../vocabulary.ts';
import {
  aboutModule,
  dayAndTime,
  judged,
  knownRelease,
  liveAndYours,
  neverPublished,
  nothingBefore,
  refuseKilled,
  subjectOf,
  wayBack,
} from './decision.ts';
import { afterKill, leftByKill } from '../../way-back.ts';
import { isKilled, type CompositionState, type LiveState } from './state.ts';

const input = z.object({
  ...aboutModule,
  version: z.string(),
  release: knownRelease,
  /** What goes live instead, when everybody has the killed release; null: what was live before it. */
  replaceBy: z.string().nullable(),
  replacement: knownRelease,
  ...judged,
  ...wayBack,
});
type Input = z.infer<typeof input>;

export const kill = command(input, (state: CompositionState, order, { user }): Decision => {
  const { module, version, release } = order;
  const about = release === null ? order : { ...order, module: lineOf(release.kind, module, version) };
  const found = liveAndYours(state, about, user, 'kill');
  if ('problem' in found) return found;
  if (release === null) return neverPublished(module, version);
  if (isKilled(state, module, version)) return [];
  const { now } = found;
  const replacement = replacementFor(state, order, now);
  if ('problem' in replacement) return replacement;
  const { live } = replacement;
  const replaced = live.version === now.live.version ? null : now.live;
  const left = afterKill(now.earlier, version, live);
  const subject = subjectOf(order, now, found.by, found.modules);
  const killed = { version, digest: release.digest };
  return [
    emit('ReleaseKilled', {
      ...subject,
      killed,
      live,
      replaced,
      previous: (order.previousHolds && left.at(-1)) || null,
      judgement: order.judgement,
    }),
  ];
});

/** What everybody has afterwards. */
function replacementFor(
  state: CompositionState,
  order: Input,
  now: LiveState,
): { readonly live: ReleaseRef } | Rejection {
  const { environment, module, version, replaceBy, replacement } = order;
  const { live, earlier } = now;
  if (live.version !== version) {
    if (replaceBy === null || replaceBy === live.version) return { live };
    const message = `${releaseId(module, version)} is not what everybody has in ${environment}, so nothing takes its place. Leave the replacement out; promote ${releaseId(module, replaceBy)} by itself.`;
    return reject('NOT_LIVE', message, 'replaceBy');
  }
  if (replaceBy !== null) {
    if (replacement === null) return neverPublished(module, replaceBy, 'replaceBy');
    const line = lineOf(now.kind, module, version);
    if (lineOf(replacement.kind, module, replaceBy) !== line) return otherMajor(order, replaceBy, line);
    const killed =
      replaceBy === version ? selfReplacement(module, version) : refuseKilled(state, order, replaceBy, 'replaceBy');
    return (
      killed ?? failedBefore(order, now, replaceBy) ?? { live: { version: replaceBy, digest: replacement.digest } }
    );
  }
  const before = leftByKill(earlier, version, live);
  if (before !== undefined) return { live: before };
  const message = `${nothingBefore(order, module, now)} So nothing can take its place. Name a replacement, or retire ${module}.`;
  return reject('NOTHING_TO_REPLACE_WITH', message, 'replaceBy');
}

/** Whoever asks for the killed release's major would go on running it: nothing of another one is theirs. */
function otherMajor({ environment, module, version }: Input, replaceBy: string, line: string): Rejection {
  const message = `${releaseId(module, replaceBy)} cannot take the place of ${releaseId(module, version)} in ${environment}: who asks for ${line} is not served by another major. Name a release of that major, or retire ${line}.`;
  return reject('OTHER_MAJOR', message, 'replaceBy');
}

/** Nobody looks twice at what a kill switch puts in place: what was taken from a share of the users is given to nobody by it. */
function failedBefore(
  { environment, module, version }: Input,
  now: LiveState,
  replaceBy: string,
): Rejection | undefined {
  const failed = own(now.failed, replaceBy);
  if (failed === undefined) return undefined;
  const before = leftByKill(now.earlier, version, now.live);
  const instead =
    before === undefined
      ? 'Name another release'
      : `Name another release, or none: then ${releaseId(module, before.version)} takes its place`;
  const message = `${releaseId(module, replaceBy)} cannot take the place of ${releaseId(module, version)}: its canary in ${environment} ended by itself on ${dayAndTime(failed.at)} (${failed.reason ?? 'worse than what everybody has'}). ${instead}. If the evidence is known and was not about the release, promote it first (“--despite-evidence”), and kill ${releaseId(module, version)} then.`;
  return reject('CANARY_FAILED', message, 'replaceBy');
}

function selfReplacement(module: string, version: string): Rejection {
  return reject('KILLED', `${releaseId(module, version)} cannot take its own place.`, 'replaceBy');
}
