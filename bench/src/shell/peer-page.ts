/** The document of a peer: its own scripts and styles, and of the product's page what is not about loading. */
import type { BootData } from '@tessera/contracts';
import { apps } from './apps.ts';
import type { Peer } from './build-peers.ts';

/** @param page the product's own document */
export function peerPage(peer: Peer, page: string): string {
  const style = /<style[^>]*>(.*?)<\/style>/s.exec(page)?.[1] ?? '';
  const skeleton = /<div id="root">.*?<\/div>(?=\s*<noscript>)/s.exec(page)?.[0];
  const boot = /<script[^>]* id="tessera-boot">(.*?)<\/script>/s.exec(page)?.[1];
  if (skeleton === undefined || boot === undefined)
    throw new Error('The product’s page is not what this benchmark knows.');
  return peer.html
    .replace(
      '</head>',
      `<style>${style}</style>\n<script type="application/json" id="tessera-boot">${bootOf(boot)}</script>\n</head>`,
    )
    .replace('<div id="root"></div>', () => skeleton);
}

/**
 * What protects the people of a page, whoever made it, costs the browser time as well (a process of its own, for one), and the
 * peers pay for it, too. Not the policy of scripts: that is about loading.
 */
const protecting = [
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'origin-agent-cluster',
  'permissions-policy',
  'referrer-policy',
  'x-content-type-options',
  'x-frame-options',
];

export function protectionOf(headers: Headers): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => protecting.includes(name)));
}

/** Without what only federation needs: addresses, hashes, fallbacks, and the apps that peers do not have. */
function bootOf(text: string): string {
  const boot = JSON.parse(text) as BootData;
  const modules = Object.entries(boot.composition.modules)
    .filter(([name]) => (apps as readonly string[]).includes(name))
    .map(([name, { previous: _, ...live }]) => [name, { ...live, entry: '', css: [], integrity: {} }]);
  const { frame } = boot.composition;
  const { libraries = [] } = frame;
  const composition = {
    ...boot.composition,
    // Their names stay: a page whose libraries are not those that are live would be loaded anew.
    frame: { ...frame, libraries: libraries.map((library) => ({ ...library, imports: {}, css: [], integrity: {} })) },
    modules: Object.fromEntries(modules) as BootData['composition']['modules'],
  };
  return JSON.stringify({ ...boot, composition }).replaceAll('<', '\\u003c');
}
