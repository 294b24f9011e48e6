/** The fulfilment app: the live dispatch board and stock. */
import { defineApp } from '@tessera/app-kit';

const warehouse = ['warehouse', 'staff'];
/** Prices and stock are looked at together. */
const stockReaders = [...warehouse, 'catalog-staff'];

export default defineApp({
  name: 'fulfilment',
  routes: [
    { path: '/fulfilment', title: 'Dispatch board', page: 'board', roles: warehouse },
    { path: '/fulfilment/shipments/$shipmentId', title: 'Shipment', page: 'board', roles: warehouse },
    { path: '/fulfilment/stock', title: 'Stock', page: 'stock', roles: stockReaders },
  ],
  pages: {
    board: () => import('./pages/board-page.tsx'),
    stock: () => import('./pages/stock-page.tsx'),
  },
  navigation: [
    {
      label: 'Dispatch board',
      to: '/fulfilment',
      icon: 'truck',
      group: 'Ship',
      order: 30,
      roles: warehouse,
    },
    {
      label: 'Stock',
      to: '/fulfilment/stock',
      icon: 'boxes',
      group: 'Ship',
      order: 40,
      roles: stockReaders,
    },
  ],
  slots: { offers: [], fills: {} },
  commands: [
    {
      id: 'fulfilment.board',
      label: 'Go to the dispatch board',
      to: '/fulfilment',
      shortcut: 'g d',
      roles: warehouse,
    },
    {
      id: 'fulfilment.stock',
      label: 'Go to stock',
      to: '/fulfilment/stock',
      shortcut: 'g s',
      roles: stockReaders,
    },
  ],
});
