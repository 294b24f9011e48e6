/** What a document load would do by itself: the title, the scroll position, where the focus goes, and saying so. */
import type { Shown } from '@tessera/app-kit/host';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { LoadedPage } from '../load/load-part.ts';
import { useScroll } from './use-scroll.ts';

/** The answer is what to announce to people who cannot see the page change. */
export function usePageManners(shown: Shown<LoadedPage>, product: string): string {
  // "/" itself is on its way to somebody's first page.
  const title = shown.route?.title ?? (shown.place.path === '/' ? undefined : 'Page not found');
  const pageKey = pageKeyOf(shown);
  const first = useRef(true);
  const [announced, setAnnounced] = useState('');

  useEffect(() => {
    document.title = title === undefined ? product : `${title} · ${product}`;
  }, [title, product]);

  useScroll({ entry: shown.entry, isReturn: shown.by === 'travel', page: pageKey });

  const onOtherPage = useEffectEvent(() => {
    setAnnounced(title ?? product);
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
  const main = document.getElementById('ts-content');
  if (main === null || (main.contains(document.activeElement) && document.activeElement !== main)) return;
  const heading = main.querySelector<HTMLElement>('h1');
  if (heading === null) return main.focus({ preventScroll: true });
  heading.tabIndex = -1;
  heading.style.outline = 'none';
  heading.focus({ preventScroll: true });
}

/** The same for all places of one page; undefined while it loads. */
function pageKeyOf({ route, page, place }: Shown<LoadedPage>): string | undefined {
  if (route === undefined) return place.path === '/' ? undefined : `none ${place.path}`;
  if (page === undefined) return undefined;
  return 'isFor' in page ? `none ${place.path}` : `${route.app} ${route.page}`;
}
