/**
 * Whether folding goes on: the log has moved, and what is folded has not, for too long. A subscription that never says
 * anything again looks like a quiet day from inside; only the log's head tells them apart. (A fold that never returns stops
 * everything in this thread; that is seen from outside, by the silence.)
 */
import type { Position } from '@tessera/event-log';

export interface Pulse {
  /** Work goes on, though no position shows it. */
  beat(): void;
  /** Why it is taken for hanging; undefined: it lives. */
  readonly hanging: string | undefined;
  close(): void;
}

export interface PulseOptions {
  readonly head: () => Promise<Position>;
  readonly folded: () => Position;
  /** Without movement for so long, though there is something to fold. @default 30_000 */
  readonly patienceMs?: number;
  /** Between two looks at the head. @default 1_000 */
  readonly everyMs?: number;
  /** Milliseconds; only differences matter. @default performance.now */
  readonly now?: () => number;
}

export function createPulse(options: PulseOptions): Pulse {
  const { head, folded, patienceMs = 30_000, everyMs = 1_000, now = () => performance.now() } = options;
  let moved = now();
  let last = folded();
  let looking = false;
  let hanging: string | undefined;

  async function look(): Promise<void> {
    if (looking) return;
    looking = true;
    try {
      const at = await head();
      const here = folded();
      if (here !== last || here >= at) {
        last = here;
        moved = now();
      }
      const still = now() - moved;
      hanging =
        still > patienceMs
          ? `folding stands at ${here} for ${Math.round(still / 1_000)} s, and the log is at ${at}`
          : undefined;
    } catch {
      // A log that cannot be asked is no hanging fold; following it reports that.
      moved = now();
    } finally {
      looking = false;
    }
  }

  const timer = setInterval(() => void look(), everyMs);
  return {
    beat() {
      moved = now();
    },
    get hanging() {
      return hanging;
    },
    close: () => clearInterval(timer),
  };
}
