import type { ReactNode } from 'react';

/** One column of a `DataTable`. */
export interface Column<Row> {
  /** Unique in the table; also what `sort` names. */
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** Numbers and money stand at the end. @default 'start' */
  align?: 'start' | 'end' | 'center' | undefined;
  /** Pixels or a CSS length; without it the column shares what is left. */
  width?: number | string | undefined;
  /** 1 always shows; 2 leaves when the table is narrower than 720 px; 3 when narrower than 900 px. @default 1 */
  priority?: 1 | 2 | 3 | undefined;
  /** Where it stands in a phone's list row. @default the first column is the title, end-aligned ones aside, priority 3 hidden, others detail */
  phone?: 'title' | 'aside' | 'detail' | 'hidden' | undefined;
  /**
   * Said behind the value on a phone, where there is no header to say it: `600 free`; by the row where the number decides the word:
   * `1 open tab`. @default the header, for screen readers only
   */
  phoneUnit?: string | ((row: Row) => string) | undefined;
  /** Its header sorts (see `sort`, `onSort`). @default false */
  sortable?: boolean | undefined;
}

export interface Sort {
  /** A column's id. */
  id: string;
  descending: boolean;
}

/** Where a column stands in a phone's list row. */
export function phonePlace<Row>(column: Column<Row>, index: number): 'title' | 'aside' | 'detail' | 'hidden' {
  if (column.phone) return column.phone;
  if (index === 0) return 'title';
  if (column.priority === 3) return 'hidden';
  return column.align === 'end' ? 'aside' : 'detail';
}

/** A column's width as CSS. */
export const lengthOf = (width: number | string) => (typeof width === 'number' ? `${width}px` : width);
