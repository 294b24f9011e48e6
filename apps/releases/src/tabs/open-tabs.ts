/** Which releases open tabs run, and what becomes of them: all gateways together, held against what is live. */

export interface Gateway {
  readonly tabs: readonly {
    readonly module: string;
    readonly version: string;
    readonly count: number;
    readonly lastSeen: string;
  }[];
}

export interface LiveRow {
  readonly module: string;
  /** Of a library each major is a row. */
  readonly kind: string;
  readonly team: string;
  readonly version: string;
  readonly canaryVersion?: string | null;
  readonly pins: readonly { readonly version: string }[];
  readonly killed: readonly string[];
  readonly since: string;
}

/**
 * `current` is what a new page gets, `canary` and `pinned` what some people get; `behind` goes over at its next navigation
 * if its app's policy lets it, and `due` in any case, since what it runs has been outdated for a day; `off` leaves at once.
 * The frame (the shell, libraries) goes over by a document load.
 */
export type Standing = 'current' | 'canary' | 'pinned' | 'behind' | 'due' | 'off';

export interface OpenTabs {
  /** `<module>@<version>` */
  readonly id: string;
  readonly module: string;
  /** The module; of a library the major, `shared-ui@2`. */
  readonly line: string;
  readonly version: string;
  /** Undefined: nothing of the module is live any more. */
  readonly team: string | undefined;
  /** What a new page gets. */
  readonly live: string | undefined;
  readonly count: number;
  readonly lastSeen: string;
  readonly standing: Standing;
}

const day = 24 * 3_600_000;

/**
 * A tab counts for a day after it was last seen, as the gate has it.
 *
 * @param now ms since 1970
 */
export function openTabs(gateways: readonly Gateway[], rows: readonly LiveRow[], now: number): OpenTabs[] {
  const live = new Map(rows.map((row) => [row.kind === 'LIBRARY' ? majorOf(row) : row.module, row]));
  const found = new Map<string, OpenTabs>();
  for (const { module, version, count, lastSeen } of gateways.flatMap(({ tabs }) => tabs)) {
    if (now - Date.parse(lastSeen) >= day) continue;
    const id = `${module}@${version}`;
    const known = found.get(id);
    const major = majorOf({ module, version });
    const line = live.has(major) ? major : module;
    const row = live.get(line);
    found.set(id, {
      id,
      module,
      line,
      version,
      team: row?.team,
      live: row?.version,
      count: count + (known?.count ?? 0),
      lastSeen: known && known.lastSeen > lastSeen ? known.lastSeen : lastSeen,
      standing: standingOf(version, row, now),
    });
  }
  return [...found.values()].sort((a, b) => (a.module === b.module ? b.count - a.count : a.module < b.module ? -1 : 1));
}

const majorOf = ({ module, version }: { readonly module: string; readonly version: string }): string =>
  `${module}@${version.slice(0, version.indexOf('.'))}`;

function standingOf(version: string, row: LiveRow | undefined, now: number): Standing {
  if (row === undefined || row.killed.includes(version)) return 'off';
  if (row.version === version) return 'current';
  if (row.canaryVersion === version) return 'canary';
  if (row.pins.some((pin) => pin.version === version)) return 'pinned';
  // It has been outdated for as long as what is live now is live, or longer.
  return now - Date.parse(row.since) >= day ? 'due' : 'behind';
}

const behind: ReadonlySet<Standing> = new Set(['behind', 'due', 'off']);

export const isBehind = ({ standing }: OpenTabs): boolean => behind.has(standing);
export const mustSwitch = ({ standing }: OpenTabs): boolean => standing === 'due' || standing === 'off';
export const countOf = (tabs: readonly OpenTabs[]): number => tabs.reduce((sum, { count }) => sum + count, 0);
