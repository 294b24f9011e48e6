/** Apps as `buildApp` would make them, written by hand so that a test says exactly what a browser gets. */
import type { Loadable, ModuleLive } from '@tessera/contracts';
import type { SiteApp } from './test-site.ts';

const page = (heading: string): string => `
import { createElement as h, useState } from 'react';
import { useUser } from '@tessera/app-kit';
import { Button } from '@tessera/shared-ui';
import { heading } from './heading.js';
export default function Page() {
  const [count, setCount] = useState(0);
  const user = useUser();
  return h('div', { className: 'page' },
    h('h1', null, '${heading} ' + heading),
    h('p', null, 'for ' + user.name),
    h(Button, { onPress: () => setCount(count + 1) }, 'Pressed ' + count));
}`;

/** A release with an entry, a page of its own file, a chunk that the page shares, and a stylesheet. */
export function testApp(module: string, version: string, changes: SiteApp['files'] = {}): SiteApp {
  return {
    module,
    version,
    css: ['app.css'],
    files: {
      'app.js': `export default { name: '${module}', pages: { main: () => import('./page.js'), thrower: () => import('./thrower.js') }, slots: { fills: {} } };`,
      'page.js': page(module),
      'thrower.js': `export default function Thrower() { throw new Error('on purpose'); }`,
      'heading.js': `export const heading = '${version}';`,
      'app.css': `.page { outline: 1px solid rgb(1, 2, ${version.split('.')[1]}) }`,
      ...changes,
    },
  };
}

export function liveModule(module: string, release: Loadable, previous?: Loadable): ModuleLive {
  return {
    ...release,
    module,
    kind: 'app',
    team: { name: `The ${module} team`, contact: `#team-${module}` },
    ...(previous === undefined ? {} : { previous }),
    since: '2026-11-23T10:00:00.000Z',
    contributions: {
      routes: [
        { path: `/${module}`, page: 'main', title: `All ${module}` },
        { path: `/${module}/thrower`, page: 'thrower', title: 'Thrower' },
      ],
      navigation: [{ label: module, to: `/${module}`, icon: 'package', group: 'Test' }],
      slots: { offers: [], fills: [] },
      commands: [{ id: `${module}.go`, label: `Go to ${module}`, to: `/${module}`, shortcut: `g ${module[0]}` }],
    },
  };
}
