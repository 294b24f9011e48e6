/** The catalog app: browse and search parts, see one in detail; catalog staff keep prices. */
import { defineApp } from '@tessera/app-kit';

export default defineApp({
  name: 'catalog',
  routes: [
    { path: '/catalog', title: 'Catalog', page: 'products' },
    { path: '/catalog/$sku', title: 'Product', page: 'products' },
  ],
  pages: { products: () => import('./pages/products-page.tsx') },
  navigation: [{ label: 'Catalog', to: '/catalog', icon: 'search', group: 'Sell', order: 10 }],
  slots: {
    offers: ['catalog/product-actions/v1'],
    gives: {
      'catalog/product-actions/v1': {
        type: 'object',
        properties: { sku: { type: 'string' }, withdrawn: { type: 'boolean' } },
        required: ['sku', 'withdrawn'],
      },
    },
  },
  commands: [{ id: 'catalog.browse', label: 'Browse the catalog', to: '/catalog', shortcut: 'g c' }],
});
