/**
 * Proof "policy-clock-skew": "paused-owner" between a replica whose clock is an hour ahead and one whose clock is an hour
 * behind. Nothing is decided twice, and nobody waits an hour for a lease.
 */
import { run as pausedOwner, type PausedOwner } from './paused-owner.ts';

export const suite = 'log';

export function run({ rounds = 10, skewMinutes = 60 } = {}): Promise<PausedOwner> {
  return pausedOwner({ rounds, skewMinutes, seed: 7 });
}
