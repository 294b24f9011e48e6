/** Which releases wait to go live: of every module the newest that somewhere are newer than what is live there. */
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
 */
export function waitingAmong(releases: readonly ReleaseDocument[], rows: readonly Row[], most: number): Waiting {
  const positions = new Map(releases.map(({ id, position }) => [id, position]));
  /** Line → the position from which on a release is news somewhere. What is live but too old to be listed is old. */
  const since = new Map<string, number>();
  for (const { kind, module, version } of rows) {
    const line = lineOf(kind, module, version);
    const position = positions.get(releaseId(module, version)) ?? -1;
    since.set(line, Math.min(since.get(line) ?? Infinity, position));
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
