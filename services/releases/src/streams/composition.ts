/**
 * What is live in one environment. Promotions and rollbacks of all its modules share this one stream, so that two people
 * who decide on the same composition cannot both be right: the second is told that it changed.
 */
import { command, reject } from '@tessera/service-kit';
import { z } from 'zod';
import { moduleKind, type ModuleKind, type ReleaseRef } from '../events.ts';
import { releaseId } from '../names.ts';
import { own } from '../own.ts';
import { mayRelease, notYours } from '../who-may.ts';
import { emit, stream } from '../vocabulary.ts';

export interface LiveState {
  readonly kind: ModuleKind;
  readonly team: string;
  readonly contact: string;
  readonly live: ReleaseRef;
  /** What was live before, newest last: where rollbacks lead, one after the other. */
  readonly earlier: readonly ReleaseRef[];
}

export interface CompositionState {
  readonly modules: Readonly<Record<string, LiveState>>;
}

const initial: CompositionState = { modules: {} };

/** How far rollbacks can go back. */
export const rememberedReleases = 20;

/** What the releases projection knows of the release that is to go live; null when it was never published. */
const knownRelease = z
  .object({ kind: moduleKind, team: z.string(), contact: z.string(), digest: z.string() })
  .nullable();

const promote = command(
  z.object({
    environment: z.string(),
    module: z.string(),
    version: z.string(),
    reason: z.string().nullable(),
    release: knownRelease,
  }),
  (state: CompositionState, { environment, module, version, reason, release }, ctx) => {
    const { user } = ctx;
    if (release === null) {
      return reject(
        'UNKNOWN_RELEASE',
        `${releaseId(module, version)} was never published. Publish it first; “tessera releases ${module}” lists what there is.`,
        'version',
      );
    }
    const { kind, team, contact, digest } = release;
    if (!mayRelease(user, team)) return notYours('promote', module, team);
    const now = own(state.modules, module);
    if (now?.live.version === version) return [];
    return [
      emit('ModulePromoted', {
        environment,
        module,
        kind,
        team,
        contact,
        live: { version, digest },
        replaced: now?.live ?? null,
        previous: now?.live ?? null,
        reason,
        by: { id: user.id, name: user.name },
        modules: [...new Set([...Object.keys(state.modules), module])],
      }),
    ];
  },
);

const rollback = command(
  z.object({ environment: z.string(), module: z.string(), reason: z.string().nullable() }),
  (state: CompositionState, { environment, module, reason }, ctx) => {
    const { user } = ctx;
    const now = own(state.modules, module);
    if (now === undefined) {
      return reject('NOTHING_TO_ROLL_BACK', `No release of ${module} is live in ${environment}.`, 'module');
    }
    const { kind, team, contact, live, earlier } = now;
    if (!mayRelease(user, team)) return notYours('roll back', module, team);
    const target = earlier.at(-1);
    if (target === undefined) {
      return reject(
        'NOTHING_TO_ROLL_BACK',
        `Nothing was live in ${environment} before ${releaseId(module, live.version)}. Promote another release instead.`,
        'module',
      );
    }
    return [
      emit('ModuleRolledBack', {
        environment,
        module,
        kind,
        team,
        contact,
        live: target,
        replaced: live,
        previous: earlier.at(-2) ?? null,
        reason,
        by: { id: user.id, name: user.name },
        modules: Object.keys(state.modules),
      }),
    ];
  },
);

export const composition = stream<CompositionState>({
  initial,
  evolve: {
    ModulePromoted: (state, { data }) => {
      const before = own(state.modules, data.module);
      const earlier = before ? [...before.earlier, before.live].slice(-rememberedReleases) : [];
      return withLive(state, data, earlier);
    },
    ModuleRolledBack: (state, { data }) =>
      withLive(state, data, own(state.modules, data.module)?.earlier.slice(0, -1) ?? []),
  },
  decide: { promote, rollback },
});

function withLive(state: CompositionState, data: LiveFacts, earlier: readonly ReleaseRef[]): CompositionState {
  const { module, kind, team, contact, live } = data;
  return { modules: { ...state.modules, [module]: { kind, team, contact, live, earlier } } };
}

type LiveFacts = Omit<LiveState, 'earlier'> & { readonly module: string };
