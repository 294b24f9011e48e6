/** The gallery's entry: `#orders`, `#new-order`, `#board`, `#catalog`, `#pieces`, `#states`, `#drawings`; `?theme=dark`. */
import { createRoot } from 'react-dom/client';
import { useSyncExternalStore } from 'react';
import { UiProvider } from '../src/index.ts';
import '../src/styles.css';
import './gallery.css';
import { GalleryFrame } from './frame.tsx';
import { BoardPage } from './pages/board-page.tsx';
import { CatalogPage } from './pages/catalog-page.tsx';
import { DrawingsPage } from './pages/drawings-page.tsx';
import { NewOrderPage } from './pages/new-order-page.tsx';
import { OrdersPage } from './pages/orders-page.tsx';
import { Pieces } from './pages/pieces.tsx';
import { StatesPage } from './pages/states-page.tsx';

const pages: Record<string, () => React.JSX.Element> = {
  orders: () => <OrdersPage />,
  'orders-panel': () => <OrdersPage opened="o-10021" />,
  'new-order': () => <NewOrderPage />,
  board: () => <BoardPage />,
  catalog: () => <CatalogPage />,
  states: () => <StatesPage />,
  pieces: () => <Pieces />,
  drawings: () => <DrawingsPage />,
};

function Gallery() {
  const hash = useSyncExternalStore(
    (changed) => {
      addEventListener('hashchange', changed);
      return () => removeEventListener('hashchange', changed);
    },
    () => location.hash.slice(1) || 'orders',
  );
  const page = pages[hash] ?? pages['orders'];
  return (
    <UiProvider navigate={(href) => (location.hash = href)}>
      <GalleryFrame current={hash}>{page?.()}</GalleryFrame>
    </UiProvider>
  );
}

const theme = new URLSearchParams(location.search).get('theme');
if (theme) document.documentElement.dataset['theme'] = theme;
const root = document.getElementById('root');
if (root) createRoot(root).render(<Gallery />);
