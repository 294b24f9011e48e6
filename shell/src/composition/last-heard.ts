/**
 * Up to when this tab knew what is live. One that slept or was cut off has heard nothing meanwhile: what it hears afterwards may
 * have been so since then, and the gate does not count it any more. Its own clock only, against itself.
 */
export interface LastHeard {
  /** Milliseconds since 1970; the present, unless it was away just now. */
  at(): number;
  close(): void;
}

export interface LastHeardOptions {
  /** The live stream is there, as far as is known. */
  readonly isConnected: () => boolean;
  /** Browsers run the timers of pages that nobody looks at once a minute. @default 60 s */
  readonly everyMs?: number;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
}

export function createLastHeard({ isConnected, everyMs = 60_000, clock = Date.now }: LastHeardOptions): LastHeard {
  let looked = clock();
  let heard = looked;
  let isIn = true;
  /** Looks at which it was in touch, since it was away. */
  let calm = 0;

  function look(isTurn: boolean): void {
    const now = clock();
    const hasSlept = now - looked > 5 * everyMs;
    looked = now;
    if (hasSlept || !isConnected()) [isIn, calm] = [false, 0];
    // What it has missed comes within seconds of its being back; by the second turn it is here.
    else if (isTurn) isIn = ++calm >= 2 || isIn;
    if (isIn) heard = now;
  }

  const timer = setInterval(() => look(true), everyMs);
  return {
    at() {
      look(false);
      return heard;
    },
    close: () => clearInterval(timer),
  };
}
