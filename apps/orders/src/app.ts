/** The orders app: place an order, follow it, cancel it. */
import { defineApp } from '@tessera/app-kit';

export default defineApp({
  name: 'orders',
  routes: [
    { path: '/orders', title: 'Orders', page: 'orders' },
    { path: '/orders/new', title: 'New order', page: 'new-order' },
    { path: '/orders/$orderId', title: 'Order', page: 'orders' },
  ],
  pages: {
    orders: () => import('./pages/orders-page.tsx'),
    'new-order': () => import('./pages/new-order-page.tsx'),
  },
  navigation: [
    {
      label: 'Orders',
      to: '/orders',
      icon: 'shopping-cart',
      group: 'Sell',
      order: 20,
      roles: ['customer', 'staff', 'warehouse'],
    },
  ],
  slots: {
    fills: { 'catalog/product-actions/v1': () => import('./slots/add-to-order.tsx') },
    needs: {
      'catalog/product-actions/v1': {
        type: 'object',
        properties: { sku: { type: 'string' }, withdrawn: { type: 'boolean' } },
        required: ['sku', 'withdrawn'],
      },
    },
  },
  commands: [
    { id: 'orders.list', label: 'Go to orders', to: '/orders', shortcut: 'g o' },
    { id: 'orders.new', label: 'Place an order', to: '/orders/new', shortcut: 'n o', roles: ['customer', 'staff'] },
  ],
});
