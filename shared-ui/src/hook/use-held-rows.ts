/** "Nothing the person is reading or pointing at ever moves": holds back what would shift a list under someone's eyes. */
import { useEffect, useMemo, useState } from 'react';

export interface HeldRows<Row> {
  /**
   * What to show: while holding, the rows that were there, in their old order, with their newest content, and behind them what
   * came behind all of them ("Show earlier"), which moves nothing.
   */
  rows: readonly Row[];
  /** How many new ones wait. */
  waiting: number;
  /** Shows everything in the newest order, once. */
  release: () => void;
}

/**
 * @param hold while true, new rows wait but those at the end, and order stands; rows that are gone still leave.
 * @param listKey identity of the list (its filter): another key is another list and shows at once.
 */
export function useHeldRows<Row>(
  rows: readonly Row[],
  rowKey: (row: Row) => string,
  { hold, listKey = '' }: { hold: boolean; listKey?: string | undefined },
): HeldRows<Row> {
  const [shown, setShown] = useState<{ listKey: string; keys: readonly string[] } | null>(null);
  const holding = hold && shown !== null && shown.listKey === listKey && shown.keys.length > 0;

  const held = useMemo(() => {
    if (!holding || shown === null) return undefined;
    const byKey = new Map(rows.map((row) => [rowKey(row), row]));
    const kept = shown.keys.flatMap((key) => byKey.get(key) ?? []);
    const known = new Set(shown.keys);
    const behind = rows.slice(rows.findLastIndex((row) => known.has(rowKey(row))) + 1);
    return { rows: [...kept, ...behind], behind, waiting: rows.length - kept.length - behind.length };
  }, [holding, rows, rowKey, shown]);

  useEffect(() => {
    if (held === undefined) setShown({ listKey, keys: rows.map(rowKey) });
    // Shown once, they stay where they are.
    else if (held.behind.length > 0) setShown({ listKey, keys: held.rows.map(rowKey) });
  }, [held, rows, rowKey, listKey]);

  return useMemo(() => {
    const release = () => setShown({ listKey, keys: rows.map(rowKey) });
    return { rows: held?.rows ?? rows, waiting: held?.waiting ?? 0, release };
  }, [held, rows, rowKey, listKey]);
}
