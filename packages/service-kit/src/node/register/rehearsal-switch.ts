/** Rehearses for as long as a gateway wants to know. */
import type { Rehearsal, RehearsedCounts } from '../../core/policy/rehearse.ts';

export interface RehearsalSwitch {
  be(rehearse: boolean): void;
  /** Since it was asked before; undefined while it does not rehearse. */
  take(): RehearsedCounts | undefined;
  /** Resolves when nothing is asked any more. */
  end(): Promise<void>;
}

export function createRehearsalSwitch(start: (signal: AbortSignal) => Rehearsal): RehearsalSwitch {
  let turn: { readonly rehearsal: Rehearsal; stop(): void } | undefined;
  let ended = Promise.resolve();
  let over = false;

  function stop(): void {
    if (turn === undefined) return;
    turn.stop();
    const { rehearsal } = turn;
    ended = ended.then(() => rehearsal.ended);
    turn = undefined;
  }

  return {
    be(rehearse) {
      if (!rehearse) return stop();
      if (turn !== undefined || over) return;
      const ending = new AbortController();
      turn = { rehearsal: start(ending.signal), stop: () => ending.abort() };
    },
    take: () => turn?.rehearsal.take(),
    async end() {
      over = true;
      stop();
      await ended;
    },
  };
}
