/** When to try again by itself: growing pauses, none while nobody looks, at once when the network or the page comes back. */

export interface RepeatOptions {
  /** @default 800 */
  readonly firstMs?: number;
  /** @default 15000 */
  readonly longestMs?: number;
  /** In [0, 1). @default Math.random */
  readonly random?: () => number;
}

/** Calls `again` after a pause that suits the `attempt` (0 = the first); the answer stops it. Called at most once. */
export function repeatLater(attempt: number, again: () => void, options: RepeatOptions = {}): () => void {
  const { firstMs = 800, longestMs = 15_000, random = Math.random } = options;
  const pause = Math.min(firstMs * 2 ** attempt, longestMs) * (0.75 + random() / 2);
  let due = false;
  const timer = setTimeout(() => ((due = true), go()), pause);

  function go(): void {
    // A page nobody sees asks when somebody does.
    if (document.hidden) return;
    stop();
    again();
  }
  const back = (): void => {
    if (!document.hidden && (due || navigator.onLine)) go();
  };
  function stop(): void {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', back);
    window.removeEventListener('online', back);
  }
  document.addEventListener('visibilitychange', back);
  window.addEventListener('online', back);
  return stop;
}
