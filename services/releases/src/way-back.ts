/**
 * Where rollbacks lead, one after the other: what was live before, newest last. The decisions about a composition and the
 * row that everybody reads keep the same list by these rules.
 */
interface Versioned {
  readonly version: string;
}

/** How far rollbacks can go back. */
export const rememberedReleases = 20;

/** After a promotion; `before`: what was live until then, undefined at a module's first. */
export function afterPromotion<Ref extends Versioned>(earlier: readonly Ref[], before: Ref | undefined): Ref[] {
  return before === undefined ? [] : [...earlier, before].slice(-rememberedReleases);
}

/** After a rollback. */
export function afterRollback<Ref extends Versioned>(earlier: readonly Ref[]): Ref[] {
  return earlier.slice(0, -1);
}

/** After a kill that leaves `live`: what was killed is nobody's way back, and no release is its own. */
export function afterKill<Ref extends Versioned>(earlier: readonly Ref[], killed: string, live: Versioned): Ref[] {
  const alive = earlier.filter(({ version }) => version !== killed);
  const steps = alive.filter(({ version }, at) => version !== alive[at + 1]?.version);
  return steps.at(-1)?.version === live.version ? steps.slice(0, -1) : steps;
}

/** What everybody has after a kill, unless it is said: what they have, or else what they had before; undefined: nothing. */
export function leftByKill<Ref extends Versioned>(earlier: readonly Ref[], killed: string, live: Ref): Ref | undefined {
  return live.version === killed ? earlier.findLast(({ version }) => version !== killed) : live;
}
