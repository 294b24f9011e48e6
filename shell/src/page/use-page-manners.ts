/** What a document load would do by itself: the title, the scroll position, where the focus goes, and saying so. */
import type { Shown } from '@tessera/app-kit/host';
import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react';
import type { LoadedPart } from '../load/load-part.ts';

const scroller = (): HTMLElement | null => document.getElementById('ts-content');

/** The answer is what to announce to people who cannot see the page change. */
export function usePageManners(shown: Shown<LoadedPart>, product: string): string {
  const title = shown.route?.title ?? 'Page not found';
  const pageKey = pageKeyOf(shown);
  const first = useRef(true);
  const [announced, setAnnounced] = useState('');

  useEffect(() => {
    document.title = `${title} · ${product}`;
  }, [title, product]);

  useScroll(shown.entry, shown.by, pageKey);

  const onOtherPage = useEffectEvent(() => {
    setAnnounced(title);
    focusPage();
  });
  // Only a page that is another one: an entry opened beside a list has manners of its own.
  useEffect(() => {
    if (pageKey === undefined) return;
    if (first.current) first.current = false;
    else onOtherPage();
  }, [pageKey]);
  return announced;
}

/** To its heading; a page that has put the focus where it is needed knows better. */
function focusPage(): void {
  const main = scroller();
  if (main === null || (main.contains(document.activeElement) && document.activeElement !== main)) return;
  const heading = main.querySelector<HTMLElement>('h1');
  if (heading === null) return main.focus({ preventScroll: true });
  heading.tabIndex = -1;
  heading.style.outline = 'none';
  heading.focus({ preventScroll: true });
}

/** The same for all places of one page; undefined while it loads. */
function pageKeyOf({ route, page, place }: Shown<LoadedPart>): string | undefined {
  if (route === undefined) return `none ${place.path}`;
  return page === undefined ? undefined : `${route.app} ${route.page}`;
}

/** Back and forward find the page where it was left; a new page starts at its top; the same page stays. */
function useScroll(entry: string, by: Shown<LoadedPart>['by'], pageKey: string | undefined): void {
  const tops = useRef(new Map<string, number>());
  const before = useRef(pageKey);

  useLayoutEffect(() => {
    const main = scroller();
    if (main === null || pageKey === undefined) return;
    const other = before.current !== pageKey;
    before.current = pageKey;
    const top = by === 'travel' ? (tops.current.get(entry) ?? 0) : 0;
    const stop = other || by === 'travel' ? scrollWhenPossible(main, top) : undefined;
    const onScroll = (): void => void tops.current.set(entry, main.scrollTop);
    main.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      stop?.();
      main.removeEventListener('scroll', onScroll);
    };
  }, [entry, by, pageKey]);
}

/** A list that is still being loaded is not high enough yet. */
function scrollWhenPossible(main: HTMLElement, top: number): () => void {
  main.scrollTop = top;
  if (main.scrollTop >= top - 1) return () => undefined;
  const observer = new ResizeObserver(() => {
    main.scrollTop = top;
    if (main.scrollTop >= top - 1) stop();
  });
  for (const child of main.children) observer.observe(child);
  const giveUp = setTimeout(() => stop(), 2_000);
  // Whoever scrolls meanwhile wants to be elsewhere.
  main.addEventListener('wheel', stop, { passive: true });
  main.addEventListener('keydown', stop);
  function stop(): void {
    clearTimeout(giveUp);
    observer.disconnect();
    main.removeEventListener('wheel', stop);
    main.removeEventListener('keydown', stop);
  }
  return stop;
}
