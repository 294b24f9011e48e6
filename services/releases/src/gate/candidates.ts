/**
 * Which releases wait to go live: of every module the newest that somewhere are newer than what is live there. What one environment
 * does not have at all waits for it as soon as another has it: so a release goes from one to the next.
 */
import type { LiveModuleDocument } from '../projections/composition.ts';
import type { ReleaseDocument } from '../projections/releases.ts';
import { lineOf } from '../lines.ts';
import { releaseId } from '../names.ts';

export interface Waiting {
  /** Newest first. */
  readonly candidates: readonly ReleaseDocument[];
  /** How many more there are. */
  readonly leftOff: number;
}

/** How many releases of one module are worth a row: older ones are passed by. */
export const perModule = 3;

type Row = Pick<LiveModuleDocument, 'environment' | 'module' | 'kind' | 'version'>;

/**
 * @param releases newest first
 * @param rows what is live, of all environments
 * @param here the environment that is looked at
 */
export function waitingAmong(
  releases: readonly ReleaseDocument[],
  rows: readonly Row[],
  most: number,
  here: string,
): Waiting {
  const liveHere = new Set(
    rows
      .filter(({ environment }) => environment === here)
      .map(({ kind, module, version }) => lineOf(kind, module, version)),
  );
  const positions = new Map(releases.map(({ id, position }) => [id, position]));
  /** Line → the position from which on a release is news somewhere. What is live but too old to be listed is old. */
  const since = new Map<string, number>();
  for (const { kind, module, version } of rows) {
    const line = lineOf(kind, module, version);
    const position = positions.get(releaseId(module, version)) ?? -1;
    const isNewsHere = !liveHere.has(line);
    since.set(line, Math.min(since.get(line) ?? Infinity, isNewsHere ? position - 1 : position));
  }
  const counts = new Map<string, number>();
  const waiting = releases.filter(({ kind, module, version, position }) => {
    const line = lineOf(kind, module, version);
    if (position <= (since.get(line) ?? -1)) return false;
    const count = (counts.get(line) ?? 0) + 1;
    counts.set(line, count);
    return count <= perModule;
  });
  return { candidates: waiting.slice(0, most), leftOff: Math.max(0, waiting.length - most) };
}
