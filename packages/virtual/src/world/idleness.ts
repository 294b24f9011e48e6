/** Knowing when nothing is left to do. */
import { encodeCursor, type Position } from '@tessera/event-log';
import type { FaultBoard } from '../faults/faults.ts';
import type { VirtualService } from '../services/virtual-service.ts';

export interface Idleness {
  /** Counts as work until it is answered. A stream is answered when it begins. */
  during<Result>(work: () => Promise<Result>): Promise<Result>;
  whenFolded(position: Position): Promise<void>;
  whenIdle(): Promise<void>;
}

export interface IdlenessOptions {
  readonly services: readonly VirtualService[];
  readonly head: () => Promise<Position>;
  readonly faults: FaultBoard;
}

export function createIdleness({ services, head, faults }: IdlenessOptions): Idleness {
  const working = new Set<Promise<unknown>>();

  /** False when a service went down or came up meanwhile: who is waited for has changed. */
  function whenServicesIdle(): Promise<boolean> {
    const up = services.filter((service) => !service.faults.isDown);
    return Promise.race([
      Promise.all(up.map(({ host }) => host.whenIdle())).then(() => true),
      faults.nextChange().then(() => false),
    ]);
  }

  return {
    during(work) {
      const answer = work();
      working.add(answer);
      const done = (): void => void working.delete(answer);
      answer.then(done, done);
      return answer;
    },
    async whenFolded(position) {
      await Promise.all(
        services.map(({ host }) =>
          host.execute({
            query: '{ __typename }',
            atLeast: encodeCursor({ epoch: host.log.epoch, position }),
          }),
        ),
      );
    },
    async whenIdle() {
      for (;;) {
        await Promise.allSettled([...working]);
        const before = await head();
        const settled = await whenServicesIdle();
        if (settled && working.size === 0 && before === (await head())) return;
      }
    },
  };
}
