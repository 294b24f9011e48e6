/** Random numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function createSeededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** Ids of the same shape as the real ones, from a source of random numbers. */
export function createSeededIds(random: () => number): (prefix: string) => string {
  return (prefix) =>
    `${prefix}_${Array.from({ length: 16 }, () => alphabet[Math.floor(random() * alphabet.length)]).join('')}`;
}
