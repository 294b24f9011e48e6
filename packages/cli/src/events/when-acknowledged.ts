/** Waiting until replicas have purged: each says in `/readyz` up to which erasure it has. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface Replica {
  readonly name: string;
  readonly url: string;
}

/** Answers those that have not said so in time; all are asked at least once. */
export async function whenAcknowledged(
  replicas: readonly Replica[],
  position: number,
  patienceMs: number,
  signal: AbortSignal,
): Promise<readonly Replica[]> {
  const deadline = performance.now() + patienceMs;
  for (let missing = replicas; ;) {
    const answers = await Promise.all(missing.map((replica) => hasPurged(replica, position, signal)));
    missing = missing.filter((_, index) => !answers[index]);
    if (missing.length === 0 || performance.now() > deadline || signal.aborted) return missing;
    await sleep(100, undefined, { signal }).catch(() => undefined);
  }
}

async function hasPurged({ url }: Replica, position: number, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(new URL('/readyz', url), {
      signal: AbortSignal.any([signal, AbortSignal.timeout(5_000)]),
    });
    const { erasures } = (await response.json()) as { readonly erasures?: { readonly position?: number } };
    return (erasures?.position ?? 0) >= position;
  } catch {
    return false;
  }
}
