/**
 * An answer that is behind what was acknowledged; asking again helps.
 *
 * Servers answer reads without asking the other copies. A leader that stood still (a stopped process, an overloaded
 * machine) while the others elected a new one and went on answers, when it wakes up, from before, and nothing in its
 * answer says so. What it has is always a beginning of the log: what it finds is right, what it does not find, or calls
 * the last, may be behind.
 */
export class StaleAnswerError extends Error {
  override readonly name = 'StaleAnswerError';
}
