/** Free ports on the loopback interface. */
import { createServer } from 'node:net';

/** Below where operating systems take ports for outgoing connections, or one could be gone while its process restarts. */
const lowest = 20_000;
const highest = 31_999;

export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * As many different free ports as wanted, the preferred ones (of the last start) when they are still free. `taken`: given away
 * already, though nobody may listen there yet.
 */
export async function choosePorts(
  preferred: readonly (number | undefined)[],
  random: () => number = Math.random,
  taken: ReadonlySet<number> = new Set(),
): Promise<number[]> {
  const chosen = new Set<number>();
  for (const port of preferred) {
    let candidate = port;
    while (candidate === undefined || chosen.has(candidate) || taken.has(candidate) || !(await isFree(candidate))) {
      candidate = lowest + Math.floor(random() * (highest - lowest + 1));
    }
    chosen.add(candidate);
  }
  return [...chosen];
}
