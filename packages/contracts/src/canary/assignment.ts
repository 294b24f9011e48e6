/**
 * Who gets a canary. A pure function of user and module, the same in every gateway, language and page: no list of users is
 * kept anywhere, a user stays where they are, and growing the share only ever adds users.
 */

/** A release that only a share of the users gets. */
export interface CanaryShare {
  readonly module: string;
  /** Percent of the users, 0 to 100. */
  readonly share: number;
  /** ISO 8601: when this canary started. Of two canaries, the one that started first keeps its users. */
  readonly since: string;
}

/**
 * The user's place among a hundred, for one module: FNV-1a (32 bit) over the UTF-8 bytes of `<user> NUL <module>`, finished
 * with MurmurHash3's `fmix32` (FNV-1a alone spreads short, similar ids badly in its low bits), modulo 100.
 * Test vectors for other languages: `assignment.unit.spec.ts`.
 */
export function bucketOf(user: string, module: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(`${user}\0${module}`)) hash = Math.imul(hash ^ byte, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % 100;
}

/**
 * The module of which this user runs the canary; undefined: none. At most one, so that what goes wrong has one suspect.
 * Of several that would take the user, the one that started first does (then by name).
 */
export function canaryOf(user: string, canaries: readonly CanaryShare[]): string | undefined {
  return canaries
    .filter(({ module, share }) => bucketOf(user, module) < share)
    .sort((a, b) => compare(a.since, b.since) || compare(a.module, b.module))[0]?.module;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
