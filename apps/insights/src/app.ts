/** The insights app: what the business is doing right now. */
import { defineApp } from '@tessera/app-kit';

const readers = ['staff', 'release-manager', 'warehouse'];

export default defineApp({
  name: 'insights',
  routes: [{ path: '/insights', title: 'Insights', page: 'insights', roles: readers }],
  pages: { insights: () => import('./pages/insights-page.tsx') },
  navigation: [{ label: 'Insights', to: '/insights', icon: 'chart', group: 'Run', order: 50, roles: readers }],
  commands: [{ id: 'insights.open', label: 'Go to insights', to: '/insights', shortcut: 'g i', roles: readers }],
});
