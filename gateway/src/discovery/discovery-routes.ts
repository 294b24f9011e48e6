/** What is live, for tools that know nothing of us: each view of it under its own address. Nobody's canary, for everybody. */
import type { Teams } from '@tessera/contracts';
import type { CompositionHost } from '../composition/composition-host.ts';
import type { Exchange } from '../http/exchange.ts';
import { HttpProblem } from '../http/problem.ts';
import { sendJson } from '../http/respond.ts';
import type { Route } from '../http/router.ts';
import { discoveryDocument } from './discovery-document.ts';
import { importMapView } from './import-map-view.ts';
import { mfManifestName, productManifest, remoteManifest } from './mf-manifest.ts';

export function createDiscoveryRoutes(composition: CompositionHost, teams: Teams): Route[] {
  const view = (path: string, show: () => object): Route => ({
    name: 'discovery',
    methods: ['GET'],
    path,
    handle: (exchange) => sendView(exchange, show()),
  });
  return [
    view('/discovery', () => discoveryDocument(composition.current, teams)),
    view('/discovery/import-map.json', () => importMapView(composition.current)),
    view(`/discovery/${mfManifestName}`, () => productManifest(composition.current)),
    {
      name: 'discovery',
      methods: ['GET'],
      path: '/discovery/',
      handle: (exchange) => showRemote(exchange, composition),
    },
  ];
}

function showRemote(exchange: Exchange, { current }: CompositionHost): void {
  const [module = '', name, ...rest] = exchange.url.pathname.slice('/discovery/'.length).split('/');
  const manifest = name === mfManifestName && rest.length === 0 ? remoteManifest(current, module) : undefined;
  if (manifest === undefined)
    throw new HttpProblem(
      404,
      'NO_SUCH_VIEW',
      `There are /discovery, /discovery/import-map.json, /discovery/${mfManifestName}, and /discovery/<app>/${mfManifestName} of live Module Federation remotes.`,
    );
  sendView(exchange, manifest);
}

function sendView({ res }: Exchange, view: object): void {
  sendJson(res, 200, view, { 'cache-control': 'no-cache' });
}
