import type { ComponentType } from 'react';
import { defineApp } from '../define/define-app.ts';
import type { App } from '../define/app.ts';

/** An app of one page, at `/parts` and `/parts/$sku`. */
export function appOf(Page: ComponentType): App {
  return defineApp({
    name: 'parts',
    routes: [
      { path: '/parts', title: 'Parts', page: 'parts' },
      { path: '/parts/$sku', title: 'Part', page: 'parts' },
    ],
    pages: { parts: async () => ({ default: Page }) },
    slots: { offers: ['parts/actions/v1'] },
  });
}
