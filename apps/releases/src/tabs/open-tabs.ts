/** Which releases open tabs run, and what becomes of them: all gateways together, held against what is live. */

export interface Gateway {
  /** How long its tabs may stay on what is not live any more; null: it was not set. */
  readonly mustSwitchHours?: number | null;
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
 * if its app's policy lets it, and `due` in any case, since what it runs has been outdated for as long as its
 * gateway lets it; `off` leaves at once.
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

const hour = 3_600_000;
const day = 24 * hour;

/** What holds where a gateway was told nothing else; the shell has the same. */
const defaultMustSwitchHours = 24;

/** Of these gateways, shortest first; usually one, since those of an environment are told alike. */
export function mustSwitchHours(gateways: readonly Gateway[]): number[] {
  const all = new Set(gateways.map((gateway) => gateway.mustSwitchHours ?? defaultMustSwitchHours));
  return all.size === 0 ? [defaultMustSwitchHours] : [...all].sort((a, b) => a - b);
}

/**
 * A tab counts for a day after it was last seen, as the gate has it. What is due at one gateway is due: so much of it will
 * switch first.
 *
 * @param now ms since 1970
 */
export function openTabs(gateways: readonly Gateway[], rows: readonly LiveRow[], now: number): OpenTabs[] {
  const live = new Map(rows.map((row) => [row.kind === 'LIBRARY' ? majorOf(row) : row.module, row]));
  const found = new Map<string, OpenTabs>();
  const seen = gateways.flatMap((gateway) =>
    gateway.tabs.map((tab) => ({ ...tab, stayMs: (gateway.mustSwitchHours ?? defaultMustSwitchHours) * hour })),
  );
  for (const { module, version, count, lastSeen, stayMs } of seen) {
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
      standing: known?.standing === 'due' ? 'due' : standingOf(version, row, now, stayMs),
    });
  }
  return [...found.values()].sort((a, b) => (a.module === b.module ? b.count - a.count : a.module < b.module ? -1 : 1));
}

const majorOf = ({ module, version }: { readonly module: string; readonly version: string }): string =>
  `${module}@${version.slice(0, version.indexOf('.'))}`;

function standingOf(version: string, row: LiveRow | undefined, now: number, stayMs: number): Standing {
  if (row === undefined || row.killed.includes(version)) return 'off';
  if (row.version === version) return 'current';
  if (row.canaryVersion === version) return 'canary';
  if (row.pins.some((pin) => pin.version === version)) return 'pinned';
  // It has been outdated for as long as what is live now is live, or longer.
  return now - Date.parse(row.since) >= stayMs ? 'due' : 'behind';
}

const behind: ReadonlySet<Standing> = new Set(['behind', 'due', 'off']);

export const isBehind = ({ standing }: OpenTabs): boolean => behind.has(standing);
export const mustSwitch = ({ standing }: OpenTabs): boolean => standing === 'due' || standing === 'off';
export const countOf = (tabs: readonly OpenTabs[]): number => tabs.reduce((sum, { count }) => sum + count, 0);

/** `8 hours`, `30 minutes`, `a day` */
export function hoursWord(hours: number): string {
  if (hours === 24) return 'a day';
  if (hours % 24 === 0) return `${hours / 24} days`;
  const [amount, unit] = hours < 1 ? [Math.round(hours * 6_000) / 100, 'minute'] : [hours, 'hour'];
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
}
