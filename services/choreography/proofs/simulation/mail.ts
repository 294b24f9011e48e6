/** The world outside: a mail server that fails a few times for some, and of which one does not always hear what it did. */
import type { EffectPort } from '@tessera/service-kit';
import type { Random, Scheduler } from '@tessera/service-kit/simulation';

export interface Mail {
  readonly port: EffectPort;
  /** Key → how often it was delivered. */
  readonly delivered: ReadonlyMap<string, number>;
}

export function createMail(scheduler: Scheduler, random: Random): Mail {
  const delivered = new Map<string, number>();
  const failures = new Map<string, number>();
  return {
    delivered,
    port: {
      async make(_request, { key }) {
        await scheduler.step({ sent: true, after: random.below(200) });
        const left = failures.get(key) ?? (random.chance(0.5) ? random.below(4) : 0);
        failures.set(key, left - 1);
        const arrives = left <= 0 || random.chance(0.3);
        if (arrives) delivered.set(key, (delivered.get(key) ?? 0) + 1);
        await scheduler.step();
        if (left > 0) throw new Error('The simulated mail server does not answer.');
      },
    },
  };
}
