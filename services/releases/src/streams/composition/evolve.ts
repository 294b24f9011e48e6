/** How each change of a composition is remembered. */
import { unlessErased } from '@tessera/service-kit';
import type { ModuleKind, ReleaseRef } from '../../events.ts';
import type { stream } from '../../vocabulary.ts';
import { lineOf } from '../../lines.ts';
import { afterKill, afterPromotion, afterRollback } from '../../way-back.ts';
import { moduleIn, type CompositionState, type LiveState } from './state.ts';

interface LiveFacts {
  readonly module: string;
  readonly kind: ModuleKind;
  readonly team: string;
  readonly contact: string;
  readonly live: ReleaseRef;
}

export const evolve: Parameters<typeof stream<CompositionState>>[0]['evolve'] = {
  ModulePromoted: (state, { data }) => {
    const before = moduleIn(state, lineOf(data.kind, data.module, data.live.version));
    const earlier = afterPromotion(before?.earlier ?? [], before?.live);
    // Another version's canary cannot be running: promoting past it is refused.
    const failed = without(before?.failed ?? {}, data.live.version);
    return withLive(state, data, { earlier, canary: null, failed });
  },
  ModuleRolledBack: (state, { data }) =>
    withLive(state, data, {
      earlier: afterRollback(moduleIn(state, lineOf(data.kind, data.module, data.live.version))?.earlier ?? []),
    }),
  CanaryStarted: (state, { data }) =>
    patch(state, data.module, ({ failed }) => ({
      canary: { ...data.canary, share: data.share },
      failed: without(failed, data.canary.version),
    })),
  CanaryWidened: (state, { data }) =>
    patch(state, data.module, () => ({ canary: { ...data.canary, share: data.share } })),
  CanaryEnded: (state, { data, time }) =>
    patch(state, data.module, ({ failed }) => ({
      canary: null,
      // Whoever ended it by hand had reasons of their own.
      failed:
        data.evidence.length === 0 ? failed : { ...failed, [data.canary.version]: { at: time, reason: data.reason } },
    })),
  ModulePinned: (state, { data }) =>
    patch(state, lineOf(data.kind, data.module, data.release.version), ({ pins }) => ({
      pins: { ...pins, [data.name]: data.release },
    })),
  ModuleUnpinned: (state, { data }) =>
    patch(state, lineOf(data.kind, data.module, data.release.version), ({ pins }) => ({
      pins: without(pins, data.name),
    })),
  ModuleFinalized: (state, { data, time }) =>
    patch(state, lineOf(data.kind, data.module, data.live.version), () => ({
      earlier: [],
      finalized: { gaveUp: data.gaveUp, at: time, by: unlessErased(data.by.name), reason: data.reason },
    })),
  ModuleRetired: (state, { data }) => ({
    ...state,
    modules: without(state.modules, lineOf(data.kind, data.module, data.live.version)),
  }),
  ReleaseKilled: (state, { data }) => {
    const { module, killed, live } = data;
    const dead = (ref: ReleaseRef) => ref.version === killed.version;
    const left = patch(state, lineOf(data.kind, module, killed.version), ({ earlier, canary, pins }) => ({
      live,
      earlier: afterKill(earlier, killed.version, live),
      canary: canary !== null && (dead(canary) || canary.version === live.version) ? null : canary,
      pins: Object.fromEntries(Object.entries(pins).filter(([, ref]) => !dead(ref))),
    }));
    const before = Object.hasOwn(state.killed, module) ? state.killed[module]! : [];
    return { ...left, killed: { ...state.killed, [module]: [...before, killed.version] } };
  },
};

function withLive(state: CompositionState, data: LiveFacts, change: Partial<LiveState>): CompositionState {
  const { module, kind, team, contact, live } = data;
  const line = lineOf(kind, module, live.version);
  const { earlier = [], finalized = null, canary = null, failed = {}, pins = {} } = moduleIn(state, line) ?? {};
  const next: LiveState = { kind, team, contact, live, earlier, finalized, canary, failed, pins, ...change };
  return { ...state, modules: { ...state.modules, [line]: next } };
}

function patch(
  state: CompositionState,
  line: string,
  change: (before: LiveState) => Partial<LiveState>,
): CompositionState {
  const before = moduleIn(state, line);
  if (before === undefined) return state;
  return { ...state, modules: { ...state.modules, [line]: { ...before, ...change(before) } } };
}

function without<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([each]) => each !== key));
}
