/** "Nothing the person is reading or pointing at ever moves": holds back what would shift a list under someone's eyes. */
import { useEffect, useMemo, useState } from 'react';

export interface HeldRows<Row> {
  /** What to show: while holding, the rows that were there, in their old order, with their newest content. */
  rows: readonly Row[];
  /** How many new ones wait. */
  waiting: number;
  /** Shows everything in the newest order, once. */
  release: () => void;
}

/**
 * @param hold while true, new rows wait and order stands; rows that are gone still leave.
 * @param listKey identity of the list (its filter): another key is another list and shows at once.
 */
export function useHeldRows<Row>(
  rows: readonly Row[],
  rowKey: (row: Row) => string,
  { hold, listKey = '' }: { hold: boolean; listKey?: string | undefined },
): HeldRows<Row> {
  const [shown, setShown] = useState<{ listKey: string; keys: readonly string[] } | null>(null);
  const holding = hold && shown !== null && shown.listKey === listKey && shown.keys.length > 0;

  useEffect(() => {
    if (!holding) setShown({ listKey, keys: rows.map(rowKey) });
  }, [holding, rows, rowKey, listKey]);

  return useMemo(() => {
    const release = () => setShown({ listKey, keys: rows.map(rowKey) });
    if (!holding || shown === null) return { rows, waiting: 0, release };
    const byKey = new Map(rows.map((row) => [rowKey(row), row]));
    const kept = shown.keys.flatMap((key) => byKey.get(key) ?? []);
    return { rows: kept, waiting: rows.length - kept.length, release };
  }, [holding, rows, rowKey, listKey, shown]);
}
