/**
 * The replicas of one service: which is asked next. Requests are spread; a replica that could not be reached rests for a
 * while, and one that is known to have what is asked for goes first. When the log was replaced under one of them, those that
 * are still on the log before are asked last: people would be shown now the one history and now the other.
 */
import { decodeCursor } from '@tessera/live';
import { Pool } from 'undici';

export interface Replica {
  /** `http://127.0.0.1:4101` */
  readonly url: string;
  readonly pool: Pool;
}

export interface Replicas {
  /** All of them, in the order in which to ask. `atLeast`: a cursor the answer must have reached. */
  order(atLeast: string | undefined): readonly Replica[];
  /** It answered, as of the cursor. */
  answered(replica: Replica, position: string | undefined): void;
  /** It could not be reached. */
  failed(replica: Replica): void;
  readonly status: readonly { readonly url: string; readonly resting: boolean }[];
  /** These are asked from now on. Resolves when those that are not among them have answered what they were asked. */
  set(urls: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export interface ReplicasOptions {
  readonly urls: readonly string[];
  readonly pool: Pool.Options;
  /** How long one rests after a failure; doubled up to 16 times with each further one. @default 250 ms */
  readonly restMs?: number;
  /** Milliseconds; only differences matter. @default performance.now */
  readonly now?: () => number;
}

interface Kept extends Replica {
  restsUntil: number;
  failures: number;
  /** The newest it has answered as of. */
  seen: { readonly epoch: string; readonly position: number } | undefined;
}

export function createReplicas({ urls, pool, restMs = 250, now = () => performance.now() }: ReplicasOptions): Replicas {
  const open = (url: string): Kept => ({
    url,
    pool: new Pool(url, pool),
    restsUntil: 0,
    failures: 0,
    seen: undefined,
  });
  let all: readonly Kept[] = urls.map(open);
  /** What comes back from one that has left meanwhile changes nothing. */
  const of = (replica: Replica): Kept | undefined => all.find((each) => each === replica);
  let turn = 0;
  /** Of the log there is now, as far as is known. */
  let epoch: string | undefined;

  return {
    order(atLeast) {
      if (all.length <= 1) return all;
      const wanted = atLeast === undefined ? undefined : decodeCursor(atLeast);
      const time = now();
      const rank = ({ restsUntil, seen }: Kept): number => {
        const behind = wanted !== undefined && !(seen?.epoch === wanted.epoch && seen.position >= wanted.position);
        const former = seen !== undefined && seen.epoch !== epoch;
        return (restsUntil > time ? 4 : 0) + (former ? 2 : 0) + (behind ? 1 : 0);
      };
      turn = (turn + 1) % all.length;
      const rotated = [...all.slice(turn), ...all.slice(0, turn)];
      // Stable: among equals it is their turn that counts.
      return rotated.sort((a, b) => rank(a) - rank(b));
    },
    answered(replica, position) {
      const kept = of(replica);
      if (kept === undefined) return;
      kept.failures = 0;
      kept.restsUntil = 0;
      const at = position === undefined ? undefined : decodeCursor(position);
      if (at === undefined) return;
      // It was on another log before, so it was started on the one there is now. Or nobody is on the former one any more.
      const moved = kept.seen !== undefined && kept.seen.epoch !== at.epoch;
      if (moved || !all.some(({ seen }) => seen !== undefined && seen.epoch === epoch)) epoch = at.epoch;
      // Answers may overtake each other; another epoch is another history.
      if (kept.seen?.epoch !== at.epoch || kept.seen.position < at.position) kept.seen = at;
    },
    failed(replica) {
      const kept = of(replica);
      if (kept === undefined) return;
      kept.restsUntil = now() + restMs * 2 ** Math.min(kept.failures, 4);
      kept.failures += 1;
    },
    get status() {
      return all.map(({ url, restsUntil }) => ({ url, resting: restsUntil > now() }));
    },
    async set(next) {
      const leaving = all.filter(({ url }) => !next.includes(url));
      all = [...new Set(next)].map((url) => all.find((each) => each.url === url) ?? open(url));
      await Promise.all(leaving.map((each) => each.pool.close()));
    },
    async close() {
      await Promise.all(all.map((each) => each.pool.destroy()));
    },
  };
}
