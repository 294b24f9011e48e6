/** Which route an address belongs to. The gateway decides by the same rules which app's files a page needs first. */

export interface Match<Route> {
  readonly route: Route;
  /** Decoded; `$` alone (the rest of the path) is `_rest`. */
  readonly params: Readonly<Record<string, string>>;
}

/** `/orders/$orderId` matches one segment at `$orderId`, `$` alone the rest. Literal segments win over parameters. */
export function matchRoute<Route extends { readonly path: string }>(
  routes: readonly Route[],
  path: string,
): Match<Route> | undefined {
  const segments = split(path);
  let best: { readonly match: Match<Route>; readonly literal: number } | undefined;
  for (const route of routes) {
    const found = matchOne(split(route.path), segments);
    if (found === undefined || (best !== undefined && found.literal <= best.literal)) continue;
    best = { match: { route, params: found.params }, literal: found.literal };
  }
  return best?.match;
}

const split = (path: string): string[] => path.split('/').filter((segment) => segment !== '');

function matchOne(
  pattern: readonly string[],
  path: readonly string[],
): { params: Record<string, string>; literal: number } | undefined {
  const params: Record<string, string> = {};
  let literal = 0;
  for (const [index, segment] of pattern.entries()) {
    if (segment === '$') return { params: { ...params, _rest: path.slice(index).map(decode).join('/') }, literal };
    const actual = path[index];
    if (actual === undefined) return undefined;
    if (segment.startsWith('$')) {
      params[segment.slice(1)] = decode(actual);
      continue;
    }
    if (segment !== actual) return undefined;
    literal += 1;
  }
  return pattern.length === path.length ? { params, literal } : undefined;
}

/** A "%" that encodes nothing is a "%". */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
