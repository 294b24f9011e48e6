/**
 * Positions around a request: what the client has seen and asks for at least (`x-tessera-at-least`), and what the
 * services' answers stood at (`extensions.positions`).
 */
const pair = /^([A-Za-z0-9-]{1,64})=([A-Za-z0-9._-]{1,256})$/;

/** What hosts answer (400) to an `x-tessera-at-least` that `parseAtLeast` does not read. */
export const badAtLeast = {
  code: 'BAD_AT_LEAST',
  message: 'x-tessera-at-least must be `<service>=<cursor>`, several joined by commas.',
} as const;

/** `orders=<cursor>,catalog=<cursor>` → by service; undefined: it is not that. */
export function parseAtLeast(text: string | null | undefined): ReadonlyMap<string, string> | undefined {
  const wanted = new Map<string, string>();
  for (const part of (text ?? '').split(',').map((each) => each.trim())) {
    if (part === '') continue;
    const match = pair.exec(part);
    if (match === null || wanted.size >= 32) return undefined;
    wanted.set(match[1]!, match[2]!);
  }
  return wanted;
}

export interface PositionCollector {
  /** Called with each service's answer. */
  seen(service: string, position: string, kind: 'query' | 'mutation'): void;
  readonly positions: Readonly<Record<string, string>>;
}

/**
 * Several answers of one service may stand at different positions (it may have replicas). What a query shows is as old
 * as its oldest part; what a command produced is what came last.
 */
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

/** Cursors are `<epoch>.<position in base 36>…`; of two epochs neither is older, and the later answer stands. */
function isOlder(a: string, b: string): boolean {
  const [epochA, positionA = ''] = a.split('.');
  const [epochB, positionB = ''] = b.split('.');
  return epochA !== epochB || Number.parseInt(positionA, 36) < Number.parseInt(positionB, 36);
}
