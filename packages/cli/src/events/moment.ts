/** Points in time as people type them: ISO 8601, or how long ago. */
import { CliError } from '../errors/cli-error.ts';

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds since 1970. `10m` is ten minutes before `now`; a date without a time is its midnight, UTC. */
export function parseMoment(flag: string, text: string, now: number): number {
  const ago = /^(\d+(?:\.\d+)?)\s*(s|m|h|d)$/.exec(text.trim());
  if (ago) return now - Number(ago[1]) * units[ago[2]!]!;
  const moment = /^\d{4}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(moment)) return moment;
  throw new CliError('USAGE', `${flag} "${text}" is not a time`, {
    advice: `Write ISO 8601 (${flag} 2026-05-01T12:00:00Z) or how long ago: 30s, 10m, 2h, 3d.`,
  });
}
