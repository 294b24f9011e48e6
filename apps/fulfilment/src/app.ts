/** The fulfilment app: the live dispatch board and stock. */
import { defineApp } from '@tessera/app-kit';

export default defineApp({
  name: 'fulfilment',
  routes: [
    { path: '/fulfilment', title: 'Dispatch board', page: 'board' },
    { path: '/fulfilment/shipments/$shipmentId', title: 'Shipment', page: 'board' },
    { path: '/fulfilment/stock', title: 'Stock', page: 'stock' },
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
      roles: ['warehouse', 'staff'],
    },
    {
      label: 'Stock',
      to: '/fulfilment/stock',
      icon: 'boxes',
      group: 'Ship',
      order: 40,
      roles: ['warehouse', 'staff', 'catalog-staff'],
    },
  ],
  slots: { offers: [], fills: {} },
  commands: [
    {
      id: 'fulfilment.board',
      label: 'Go to the dispatch board',
      to: '/fulfilment',
      shortcut: 'g d',
      roles: ['warehouse', 'staff'],
    },
    {
      id: 'fulfilment.stock',
      label: 'Go to stock',
      to: '/fulfilment/stock',
      shortcut: 'g s',
      roles: ['warehouse', 'staff', 'catalog-staff'],
    },
  ],
});
