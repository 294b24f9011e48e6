/** Releases for groups: everybody who has a role of the pin's name. */
import { command, reject } from '@tessera/service-kit';
import { z } from 'zod';
import { lineOf } from '../../lines.ts';
import { releaseId } from '../../names.ts';
import { own } from '../../own.ts';
import { emit, type Decision } from '../../vocabulary.ts';
import {
  aboutModule,
  judged,
  knownRelease,
  liveAndYours,
  neverPublished,
  refuseKilled,
  subjectOf,
} from './decision.ts';
import type { CompositionState } from './state.ts';

export const pin = command(
  z.object({ ...aboutModule, name: z.string(), version: z.string(), release: knownRelease, ...judged }),
  (state: CompositionState, input, { user }): Decision => {
    const { module, name, version, release, judgement } = input;
    const about = release === null ? input : { ...input, module: lineOf(release.kind, module, version) };
    const found = liveAndYours(state, about, user, 'pin');
    if ('problem' in found) return found;
    if (release === null) return neverPublished(module, version);
    if (release.kind === 'SERVICE' || release.kind === 'GATEWAY') {
      const message = `${module} cannot be pinned: a group’s requests are not told apart from others’. Give ${releaseId(module, version)} to some people as a canary, or in a preview.`;
      return reject('NEVER_PINNED', message, 'module');
    }
    const killed = refuseKilled(state, input, version);
    if (killed) return killed;
    const was = own(found.now.pins, name) ?? null;
    if (was?.version === version) return [];
    const subject = subjectOf(input, found.now, found.by, found.modules);
    return [emit('ModulePinned', { ...subject, name, release: { version, digest: release.digest }, was, judgement })];
  },
);

export const unpin = command(
  z.object({ ...aboutModule, name: z.string() }),
  (state: CompositionState, input, { user }): Decision => {
    const { environment, module, name } = input;
    const found = liveAndYours(state, input, user, 'unpin');
    if ('problem' in found) return found;
    const release = own(found.now.pins, name);
    if (release === undefined) {
      const pins = Object.entries(found.now.pins).map(([each, ref]) => `${each} (${releaseId(module, ref.version)})`);
      const message = `${module} has no pin “${name}” in ${environment}. Its pins: ${pins.join(', ') || 'none'}.`;
      return reject('UNKNOWN_PIN', message, 'name');
    }
    const subject = subjectOf(input, found.now, found.by, found.modules);
    return [emit('ModuleUnpinned', { ...subject, name, release })];
  },
);
