/** Where each entry of the history was scrolled to, and back there when one comes back to it. */
import { useLayoutEffect, useRef } from 'react';

/** How long a page may take to grow as high as it was. */
const patienceMs = 2_000;
const whole = '';

/** Selector within the content (`''` = the content itself) → how far it was scrolled. */
type Tops = Map<string, number>;

export interface ScrollOptions {
  /** Names the entry of the history. */
  readonly entry: string;
  /** One came here by back or forward. */
  readonly isReturn: boolean;
  /** The same for all places of one page; undefined while it loads. */
  readonly page: string | undefined;
}

/** Back and forward find a page where it was left; a new page starts at its top; the same page stays as it is. */
export function useScroll({ entry, isReturn, page }: ScrollOptions): void {
  const known = useRef(new Map<string, Tops>());
  const before = useRef(page);

  useLayoutEffect(() => {
    const main = document.getElementById('ts-content');
    if (main === null || page === undefined) return;
    const isOther = before.current !== page;
    before.current = page;
    const tops: Tops = known.current.get(entry) ?? new Map<string, number>();
    known.current.set(entry, tops);
    if (isOther && !isReturn) main.scrollTop = 0;
    // A list that stands beside what was opened did not go anywhere; only a page that scrolls as a whole did.
    const wanted = new Map([...tops].filter(([part]) => isOther || part === whole));
    const stop = isReturn && wanted.size > 0 ? scrollWhenPossible(main, wanted) : undefined;

    const onScroll = ({ target }: Event): void => {
      if (!(target instanceof HTMLElement)) return;
      const [name] = target.classList;
      if (target === main) tops.set(whole, main.scrollTop);
      else if (name !== undefined) tops.set(`.${CSS.escape(name)}`, target.scrollTop);
    };
    // Parts that scroll by themselves do not tell their parents, but they can be listened to on the way down.
    main.addEventListener('scroll', onScroll, { capture: true, passive: true });
    return () => {
      stop?.();
      main.removeEventListener('scroll', onScroll, { capture: true });
    };
  }, [entry, isReturn, page]);
}

/** A list that is still being loaded is not high enough yet. Whoever scrolls meanwhile wants to be elsewhere. */
function scrollWhenPossible(main: HTMLElement, wanted: Tops): () => void {
  const left = new Map(wanted);
  const end = performance.now() + patienceMs;
  let frame = 0;

  function attempt(): void {
    for (const [part, top] of left) {
      const element = part === whole ? main : main.querySelector(part);
      if (element === null) continue;
      element.scrollTop = top;
      if (Math.abs(element.scrollTop - top) < 1) left.delete(part);
    }
    if (left.size === 0 || performance.now() > end) return stop();
    frame = requestAnimationFrame(attempt);
  }
  const own = ['wheel', 'touchstart', 'keydown', 'pointerdown'] as const;
  function stop(): void {
    cancelAnimationFrame(frame);
    for (const kind of own) window.removeEventListener(kind, stop);
  }
  for (const kind of own) window.addEventListener(kind, stop, { passive: true });
  attempt();
  return stop;
}
