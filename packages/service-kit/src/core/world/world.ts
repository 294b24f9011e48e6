/** Everything a service may not make itself. Real ones by default; tests and the virtual platform hand in their own. */
export interface World {
  /** ISO 8601, UTC. */
  now(): string;
  /** A fresh id that fits stream names. */
  newId(prefix: string): string;
  /** 0 ≤ x < 1 */
  random(): number;
}

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** The system's clock; ids with 80 random bits. */
export const realWorld: World = {
  now: () => new Date().toISOString(),
  random: () => Math.random(),
  newId(prefix) {
    let id = `${prefix}_`;
    for (const byte of crypto.getRandomValues(new Uint8Array(16))) id += alphabet[byte & 31];
    return id;
  },
};
