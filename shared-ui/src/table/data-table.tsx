/**
 * A dense, live table. Rows are the unit: they take focus (arrow keys, Home, End, Page keys), open with Enter or a
 * click, tint when they changed. Knows nothing of where rows come from or what order they are in.
 */
import { useCallback, useMemo, useRef, useState, type ReactNode } from 'react';
import { useChangedTint } from '../hook/use-changed-tint.ts';
import { useDelayed } from '../hook/use-delayed.ts';
import { useHeldRows } from '../hook/use-held-rows.ts';
import { usePhone } from '../hook/use-media.ts';
import { classes } from '../provide/classes.ts';
import type { Column, Sort } from './column.ts';
import { NewRowsNotice } from './new-rows-notice.tsx';
import { moveFocus } from './row-focus.ts';
import { TableHead } from './table-head.tsx';
import { TableRow } from './table-row.tsx';
import { TableSkeleton } from './table-skeleton.tsx';
import { useReading } from './use-reading.ts';

export interface DataTableProps<Row> {
  /** What it lists: "Orders". */
  label: string;
  columns: readonly Column<Row>[];
  /** Undefined while the first load is under way. */
  rows: readonly Row[] | undefined;
  rowKey: (row: Row) => string;
  /** Opens a row (Enter, click). Without it rows are only read. */
  onOpen?: ((row: Row) => void) | undefined;
  /** Where a row leads: lets ⌘/Ctrl-click and middle click open it in a new tab. */
  rowHref?: ((row: Row) => string) | undefined;
  /** The row whose details are open. */
  selectedKey?: string | null | undefined;
  /** Rows that just changed; tinted for about a second. */
  changed?: ReadonlySet<string> | undefined;
  sort?: Sort | undefined;
  onSort?: ((sort: Sort) => void) | undefined;
  /** The first load is under way: a skeleton in the final layout, after 150 ms. @default rows === undefined */
  isLoading?: boolean | undefined;
  /** How many rows the skeleton has. @default 8 */
  skeletonRows?: number | undefined;
  /** Shown when there is nothing: an `EmptyState`. */
  empty?: ReactNode;
  /** Below the rows: "Show more", totals. */
  footer?: ReactNode;
  /**
   * For live lists: the list's identity (its filter). Given, new rows wait behind "3 new" and order stands while the
   * list is scrolled, focused or pointed at; another key shows everything at once.
   */
  holdNewFor?: string | undefined;
  /** What the notice calls the rows: "3 new orders". */
  newRowsNoun?: [one: string, many: string] | undefined;
  className?: string | undefined;
}

const none: readonly never[] = [];

/** See the module's header. On a phone each row becomes a two-line list row. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rowKey, onOpen, rowHref, selectedKey, sort, onSort, empty, footer } = props;
  const isLoading = props.isLoading ?? props.rows === undefined;
  const place = useRef<HTMLDivElement>(null);
  const phone = usePhone();
  const showSkeleton = useDelayed(isLoading);
  const reading = useReading(place);
  const held = useHeldRows(props.rows ?? none, rowKey, {
    hold: props.holdNewFor !== undefined && reading,
    listKey: props.holdNewFor,
  });
  const tinted = useChangedTint(props.changed);
  const [current, setCurrent] = useState<string | null>(null);
  const { rows } = held;

  // One row is in the tab order: the one last focused, else the selected, else the first.
  const keys = useMemo(() => rows.map(rowKey), [rows, rowKey]);
  const stop = [current, selectedKey].find((key) => key != null && keys.includes(key)) ?? keys[0];
  const focused = useCallback((key: string) => setCurrent(key), []);

  if (!isLoading && rows.length === 0 && empty) return <div className="ts-table__empty">{empty}</div>;

  return (
    <div ref={place} className={classes('ts-table', phone && 'ts-table--phone', props.className)}>
      <NewRowsNotice count={held.waiting} onShow={held.release} noun={props.newRowsNoun} />
      <table role="grid" aria-label={label} aria-busy={isLoading} aria-rowcount={rows.length + (phone ? 0 : 1)}>
        {phone ? null : <TableHead columns={columns} sort={sort} onSort={onSort} />}
        <tbody role="rowgroup" onKeyDown={moveFocus}>
          {isLoading && rows.length === 0
            ? showSkeleton && <TableSkeleton columns={columns} count={props.skeletonRows ?? 8} phone={phone} />
            : rows.map((row, index) => {
                const key = rowKey(row);
                return (
                  <TableRow
                    key={key}
                    id={key}
                    index={index + (phone ? 1 : 2)}
                    row={row}
                    columns={columns}
                    phone={phone}
                    onOpen={onOpen}
                    rowHref={rowHref}
                    onFocused={focused}
                    isSelected={key === selectedKey}
                    isChanged={tinted.has(key)}
                    isStop={key === stop}
                  />
                );
              })}
        </tbody>
      </table>
      {footer ? <div className="ts-table__footer">{footer}</div> : null}
    </div>
  );
}
