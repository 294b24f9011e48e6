/** The gallery's pages, in both themes and both sizes, through axe: what everyone uses has no known accessibility fault. */
import axe from 'axe-core';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { GalleryFrame } from '../gallery/frame.tsx';
import '../gallery/gallery.css';
import { BoardPage } from '../gallery/pages/board-page.tsx';
import { CatalogPage } from '../gallery/pages/catalog-page.tsx';
import { DrawingsPage } from '../gallery/pages/drawings-page.tsx';
import { NewOrderPage } from '../gallery/pages/new-order-page.tsx';
import { OrdersPage } from '../gallery/pages/orders-page.tsx';
import { Pieces } from '../gallery/pages/pieces.tsx';
import { StatesPage } from '../gallery/pages/states-page.tsx';
import { UiProvider } from './index.ts';
import './styles.css';

const pages: [name: string, content: ReactNode][] = [
  ['orders', <OrdersPage opened="o-10021" />],
  ['new order', <NewOrderPage />],
  ['board', <BoardPage />],
  ['catalog', <CatalogPage />],
  ['states', <StatesPage />],
  ['pieces', <Pieces />],
  ['drawings', <DrawingsPage />],
];
const sizes: [name: string, width: number, height: number][] = [
  ['desktop', 1440, 900],
  ['phone', 360, 740],
];

// Colours are judged when they have arrived.
const still = document.createElement('style');
still.textContent = '*, *::before, *::after { animation: none !important; transition: none !important }';

beforeEach(() => {
  document.head.append(still);
  document.documentElement.lang = 'en';
  document.title = 'shared-ui';
});
afterEach(() => {
  still.remove();
  delete document.documentElement.dataset['theme'];
});

describe.each(['light', 'dark'])('%s', (theme) => {
  describe.each(sizes)('%s', (_, width, height) => {
    test.each(pages)('%s has no axe violations and does not overflow', async (_name, content) => {
      await page.viewport(width, height);
      document.documentElement.dataset['theme'] = theme;
      await render(
        <UiProvider navigate={() => {}}>
          <GalleryFrame current="orders">{content}</GalleryFrame>
        </UiProvider>,
      );
      const { violations } = await axe.run(document, { rules: { region: { enabled: false } } });
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`),
      ).toEqual([]);
      expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
    });
  });
});
