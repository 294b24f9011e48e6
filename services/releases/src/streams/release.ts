/** One version of one module: published once, never changed. */
import { contractTooLarge } from '@tessera/contracts';
import { command, reject } from '@tessera/service-kit';
import { z } from 'zod';
import { secondsBetween } from '../calendar.ts';
import { moduleKind, releaseSource } from '../events.ts';
import { misnamedRelease, releaseId } from '../names.ts';
import { mayRelease, notYours } from '../who-may.ts';
import { emit, stream } from '../vocabulary.ts';

export interface ReleaseState {
  /** Null until it has been published. */
  readonly digest: string | null;
}

const initial: ReleaseState = { digest: null };

export const publishInput = z.object({
  module: z.string(),
  kind: moduleKind,
  team: z.string(),
  contact: z.string(),
  version: z.string(),
  digest: z.string(),
  size: z.number(),
  /** Of the manifest, which was checked against the digest; null: published without. */
  contract: z.record(z.string(), z.json()).nullable(),
  source: releaseSource.nullable(),
  /** The team that published this module before, as the releases known so far say; null for a new module. */
  owner: z.string().nullable(),
  /** What it was published as before. */
  knownKind: moduleKind.nullable(),
});

/** Seconds that a build machine's clock may be ahead. */
const clockTolerance = 300;

const publish = command(publishInput, (state: ReleaseState, input, ctx) => {
  const { module, kind, team, contact, version, digest, size, contract, source, owner, knownKind } = input;
  const invalid = invalidInput(input) ?? fromTheFuture(input, ctx.now()) ?? tooLarge(input);
  if (invalid) return invalid;
  const { user } = ctx;
  // A team cannot take over another team's module by claiming it in a manifest; a release manager can hand it over.
  if (!mayRelease(user, owner ?? team) || !mayRelease(user, team)) return notYours('publish', module, owner ?? team);
  // In its place something else would go live, and what it was would be gone without anybody having retired it.
  if (knownKind !== null && knownKind !== kind) {
    const message = `${module} was published as ${knownKind} until now and cannot become ${kind}. Publish it under a name of its own, and retire ${module}.`;
    return reject('KIND_CHANGED', message, 'kind');
  }
  if (state.digest === digest) return [];
  if (state.digest !== null) {
    return reject(
      'CONFLICT',
      `${releaseId(module, version)} was published with other content (${state.digest}, not ${digest}). A release never changes: publish the new content under a new version.`,
      'version',
    );
  }
  const by = { id: user.id, name: user.name };
  return [emit('ReleasePublished', { module, kind, team, contact, version, digest, size, by, contract, source })];
});

function fromTheFuture({ module, version, source }: z.infer<typeof publishInput>, now: string) {
  if (source === null || secondsBetween(now, source.committedAt) <= clockTolerance) return undefined;
  const message = `${releaseId(module, version)} says that it was committed at ${source.committedAt}, and here it is ${now}. Set the clock of the machine it was committed on, and commit again.`;
  return reject('CLOCK_SKEW', message, 'source.committedAt');
}

function tooLarge({ module, version, contract }: z.infer<typeof publishInput>) {
  if (contract === null) return undefined;
  const message = contractTooLarge(releaseId(module, version), contract);
  return message === undefined ? undefined : reject('CONTRACT_TOO_LARGE', message, 'manifest');
}

function invalidInput({ module, team, contact, version, digest, size }: z.infer<typeof publishInput>) {
  const misnamed = misnamedRelease(module, version);
  if (misnamed) return reject(misnamed.code, misnamed.message, misnamed.field);
  if (digest.trim() === '' || digest.length > 200) {
    return reject('INVALID_DIGEST', `The digest of ${releaseId(module, version)} is missing or too long.`, 'digest');
  }
  if (!Number.isInteger(size) || size < 0) {
    return reject(
      'INVALID_SIZE',
      `The size of ${releaseId(module, version)} must be a number of bytes, not ${size}.`,
      'size',
    );
  }
  if (team.trim() === '') return reject('INVALID_TEAM', `${module} needs an owning team; see teams.json.`, 'team');
  if (contact.trim() === '') {
    return reject(
      'INVALID_CONTACT',
      `Team ${team} needs a contact that is shown when ${module} fails; see teams.json.`,
      'contact',
    );
  }
  return undefined;
}

export const release = stream<ReleaseState>({
  initial,
  evolve: { ReleasePublished: (_state, { data: { digest } }) => ({ digest }) },
  decide: { publish },
});
