/** What is live in one environment, as decisions about it need to know it; a fold of what was decided. */
import type { ModuleKind, ReleaseRef } from '../../events.ts';
import { own } from '../../own.ts';

export interface Canary extends ReleaseRef {
  /** Percent of the users who have it. */
  readonly share: number;
}

interface Finalized {
  readonly gaveUp: ReleaseRef;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Null: the person was erased. */
  readonly by: string | null;
  readonly reason: string | null;
}

export interface LiveState {
  readonly kind: ModuleKind;
  readonly team: string;
  readonly contact: string;
  readonly live: ReleaseRef;
  /** What was live before, newest last: where rollbacks lead, one after the other. */
  readonly earlier: readonly ReleaseRef[];
  /** How the way back was last given up; null: it never was. What was promoted since has one of its own. */
  readonly finalized: Finalized | null;
  readonly canary: Canary | null;
  /** Version → why its canary ended by itself, and when. Until it is made live all the same. */
  readonly failed: Readonly<Record<string, { readonly at: string; readonly reason: string | null }>>;
  /** Name → what that group gets. */
  readonly pins: Readonly<Record<string, ReleaseRef>>;
}

export interface CompositionState {
  /** By line: a module, or one major of a library. */
  readonly modules: Readonly<Record<string, LiveState>>;
  /** Module → versions that were killed, oldest first. They outlive the module's retirement. */
  readonly killed: Readonly<Record<string, readonly string[]>>;
}

export const initial: CompositionState = { modules: {}, killed: {} };

/** @param line as `lineOf` has it; a module's name, unless it is a library */
export function moduleIn(state: CompositionState, line: string): LiveState | undefined {
  return own(state.modules, line);
}

export function isKilled(state: CompositionState, module: string, version: string): boolean {
  return own(state.killed, module)?.includes(version) ?? false;
}

export function namesIn(state: CompositionState): string[] {
  return Object.keys(state.modules);
}
