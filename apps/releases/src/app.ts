/** The release console: what is live of every module, whose it is and since when. */
import { defineApp } from '@tessera/app-kit';

/** Also of what its service answers: services/releases/src/who-may.ts. */
const readers = ['staff', 'release-manager'];

export default defineApp({
  name: 'releases',
  routes: [
    { path: '/releases', title: 'Releases', page: 'composition', roles: readers },
    { path: '/releases/deploy', title: 'Can I deploy', page: 'deploy', roles: readers },
    { path: '/releases/dependencies', title: 'Dependencies', page: 'dependencies', roles: readers },
    { path: '/releases/tabs', title: 'Open tabs', page: 'tabs', roles: readers },
    { path: '/releases/refused', title: 'Refused', page: 'refused', roles: readers },
    { path: '/releases/delivery', title: 'Delivery', page: 'delivery', roles: readers },
    { path: '/releases/history', title: 'Release history', page: 'history', roles: readers },
    { path: '/releases/$module', title: 'Module', page: 'composition', roles: readers },
  ],
  pages: {
    composition: () => import('./pages/composition-page.tsx'),
    deploy: () => import('./pages/deploy-page.tsx'),
    dependencies: () => import('./pages/dependencies-page.tsx'),
    tabs: () => import('./pages/tabs-page.tsx'),
    refused: () => import('./pages/refused-page.tsx'),
    delivery: () => import('./pages/delivery-page.tsx'),
    history: () => import('./pages/history-page.tsx'),
  },
  navigation: [
    {
      label: 'Releases',
      to: '/releases',
      icon: 'rocket',
      group: 'Run',
      order: 90,
      roles: readers,
    },
  ],
  // A new answer or kind still shows, under its own name.
  tolerates: ['DeployAnswer', 'DependencyKind'],
  slots: { offers: [], fills: {} },
  commands: [
    {
      id: 'releases.live',
      label: 'See what is live',
      to: '/releases',
      shortcut: 'g r',
      roles: readers,
    },
    ...[
      { id: 'deploy', label: 'See what may be deployed' },
      { id: 'dependencies', label: 'See who depends on whom' },
      { id: 'tabs', label: 'See what open tabs run' },
      { id: 'refused', label: 'See what the gate refused' },
      { id: 'delivery', label: 'See how teams deliver' },
      { id: 'history', label: 'See the release history' },
    ].map(({ id, label }) => ({
      id: `releases.${id}`,
      label,
      to: `/releases/${id}`,
      roles: readers,
    })),
  ],
});
