/** Which app a path belongs to, so that its files are on their way before any script asks for them. */
import type { AppManifest, RouteContribution } from '@tessera/contracts';

export interface FoundApp {
  readonly app: AppManifest;
  readonly route: RouteContribution;
}

/** `/orders/$orderId` matches one segment at `$orderId`, `$` alone the rest. Literal segments win over parameters. */
export function appOfPath(path: string, apps: readonly AppManifest[]): FoundApp | undefined {
  const segments = split(path);
  let best: (FoundApp & { score: number }) | undefined;
  for (const app of apps) {
    for (const route of app.contract.contributions.routes) {
      const score = match(split(route.path), segments);
      if (score !== undefined && (best === undefined || score > best.score)) best = { app, route, score };
    }
  }
  return best;
}

const split = (path: string): string[] => path.split('/').filter((segment) => segment !== '');

/** How many segments are literal; undefined = no match. */
function match(pattern: readonly string[], path: readonly string[]): number | undefined {
  let literal = 0;
  for (const [index, segment] of pattern.entries()) {
    if (segment === '$') return literal;
    const actual = path[index];
    if (actual === undefined) return undefined;
    if (segment.startsWith('$')) continue;
    if (segment !== actual) return undefined;
    literal += 1;
  }
  return pattern.length === path.length ? literal : undefined;
}
