/** Of one operation: the releases of services that it asked, and whether any answer of theirs failed. */
export interface Outcomes {
  /** Called with each answer. `release`: `orders-service@1.1.0` */
  seen(release: string, failed: boolean): void;
  readonly all: ReadonlyMap<string, boolean>;
}

export function createOutcomes(): Outcomes {
  const all = new Map<string, boolean>();
  return { all, seen: (release, failed) => void all.set(release, failed || all.get(release) === true) };
}
