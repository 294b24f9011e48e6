import type { LiveRow } from '@tessera/contracts';

/** Nobody may run it any more: no page, no process, no preview. */
export function isKilled(rows: readonly LiveRow[], module: string, version: string): boolean {
  return rows.some((row) => row.module === module && row.killed.includes(version));
}
