/** To which releases of the services somebody's requests go: queries, commands and live streams alike. */
export interface ServiceRoute {
  readonly purpose: 'everybody' | 'canary' | 'preview';
  /** Service → release, such as `orders-service@1.1.0`. A service that is not named: the one everybody's requests go to. */
  readonly releases: ReadonlyMap<string, string>;
  /** The same for the same releases, whatever the purpose. */
  readonly key: string;
}

/** What nearly everybody has. */
export const everybody: ServiceRoute = { purpose: 'everybody', releases: new Map(), key: '' };

export function routeTo(purpose: 'canary' | 'preview', releases: Iterable<readonly [string, string]>): ServiceRoute {
  const sorted = [...releases].sort(([a], [b]) => (a < b ? -1 : 1));
  return { purpose, releases: new Map(sorted), key: sorted.map((pair) => pair.join('=')).join(',') };
}
