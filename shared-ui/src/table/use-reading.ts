import { useEffect, useState, type RefObject } from 'react';

/** Whether someone is at a list: pointing at it, focused in it, or scrolled into it. */
export function useReading(place: RefObject<HTMLElement | null>): boolean {
  const [pointing, setPointing] = useState(false);
  const [focused, setFocused] = useState(false);
  const [scrolled, setScrolled] = useState(false);

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const ended = new AbortController();
    const on = (type: string, act: (event: Event) => void) =>
      element.addEventListener(type, act, { signal: ended.signal, passive: true });
    on('pointerenter', (event) => setPointing((event as PointerEvent).pointerType === 'mouse'));
    on('pointerleave', () => setPointing(false));
    on('focusin', () => setFocused(true));
    on('focusout', (event) => {
      const next = (event as FocusEvent).relatedTarget;
      setFocused(next instanceof Node && element.contains(next));
    });
    // Scroll events don't bubble, but they can be captured: whichever ancestor scrolls, the list's top tells.
    const measure = () => {
      const scroller = scrollerOf(element);
      setScrolled(scroller !== null && scroller.scrollTop > 8);
    };
    document.addEventListener('scroll', measure, { signal: ended.signal, passive: true, capture: true });
    return () => ended.abort();
  }, [place]);

  return pointing || focused || scrolled;
}

function scrollerOf(element: HTMLElement): Element | null {
  for (let at = element.parentElement; at; at = at.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  }
  return document.scrollingElement;
}
