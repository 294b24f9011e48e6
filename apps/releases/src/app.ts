/** The release console: what is live of every module, whose it is and since when. */
import { defineApp } from '@tessera/app-kit';

export default defineApp({
  name: 'releases',
  routes: [
    { path: '/releases', title: 'Releases', page: 'composition' },
    { path: '/releases/history', title: 'Release history', page: 'history' },
    { path: '/releases/$module', title: 'Module', page: 'composition' },
  ],
  pages: {
    composition: () => import('./pages/composition-page.tsx'),
    history: () => import('./pages/history-page.tsx'),
  },
  navigation: [
    {
      label: 'Releases',
      to: '/releases',
      icon: 'rocket',
      group: 'Run',
      order: 90,
      roles: ['staff', 'release-manager'],
    },
  ],
  slots: { offers: [], fills: {} },
  commands: [
    {
      id: 'releases.live',
      label: 'See what is live',
      to: '/releases',
      shortcut: 'g r',
      roles: ['staff', 'release-manager'],
    },
  ],
});
