/**
 * Whether somebody is signed in. When the session has ended, requests wait here instead of failing: what was typed and
 * what was pressed stays, and goes on after signing in again, in place or in another tab.
 */

export type SessionState = 'signed-in' | 'expired' | 'declined';

export interface Session {
  readonly state: SessionState;
  onChange(listener: () => void): () => void;
  /**
   * A request met an ended session. Resolves true when there is one again (repeat the request), false when the person
   * would rather not sign in now.
   */
  expired(): Promise<boolean>;
  /** There is a session again. */
  resume(): void;
  /** The person closed the prompt: what waits fails, with `SESSION_EXPIRED`. The next request asks anew. */
  decline(): void;
}

export function createSession(): Session {
  let state: SessionState = 'signed-in';
  let waiting: PromiseWithResolvers<boolean> | undefined;
  const listeners = new Set<() => void>();

  function turn(next: SessionState): void {
    if (state === next) return;
    state = next;
    for (const listener of [...listeners]) listener();
  }

  function settle(next: 'signed-in' | 'declined'): void {
    const done = waiting;
    waiting = undefined;
    turn(next);
    done?.resolve(next === 'signed-in');
  }

  return {
    get state() {
      return state;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    expired() {
      waiting ??= Promise.withResolvers<boolean>();
      turn('expired');
      return waiting.promise;
    },
    resume: () => settle('signed-in'),
    decline: () => settle('declined'),
  };
}
