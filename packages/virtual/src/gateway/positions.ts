/** Positions around a request, as the gateway has them: what the client wants at least, what the services stood at. */
import { Refused } from './refused.ts';

const pair = /^([A-Za-z0-9-]{1,64})=([A-Za-z0-9._-]{1,256})$/;

/** `orders=<cursor>,catalog=<cursor>` → by service. */
export function parseAtLeast(text: string | null): ReadonlyMap<string, string> {
  const wanted = new Map<string, string>();
  for (const part of (text ?? '').split(',').map((each) => each.trim())) {
    if (part === '') continue;
    const match = pair.exec(part);
    if (match === null || wanted.size >= 32) {
      const message = 'x-tessera-at-least must be `<service>=<cursor>`, several joined by commas.';
      throw new Refused(400, 'BAD_AT_LEAST', message);
    }
    wanted.set(match[1]!, match[2]!);
  }
  return wanted;
}

export interface PositionCollector {
  /** Called with each service's answer. */
  seen(service: string, position: string, kind: 'query' | 'mutation'): void;
  readonly positions: Readonly<Record<string, string>>;
}

/** What a query shows is as old as its oldest part; what a command produced is what came last. */
export function createPositionCollector(): PositionCollector {
  const positions: Record<string, string> = {};
  return {
    positions,
    seen(service, position, kind) {
      const known = positions[service];
      if (known === undefined || kind === 'mutation' || isOlder(position, known)) positions[service] = position;
    },
  };
}

/** All positions here are of one log: `<epoch>.<position in base 36>`. */
function isOlder(a: string, b: string): boolean {
  return Number.parseInt(a.split('.')[1]!, 36) < Number.parseInt(b.split('.')[1]!, 36);
}
