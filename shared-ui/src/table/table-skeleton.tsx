import { Skeleton } from '../state/skeleton.tsx';
import type { Column } from './column.ts';

interface TableSkeletonProps<Row> {
  columns: readonly Column<Row>[];
  count: number;
  phone: boolean;
}

// Fixed, uneven widths: a wall of equal bars doesn't read as text.
const widths = ['62%', '78%', '54%', '70%', '46%', '84%', '58%'];

/** Rows to come, in the final layout. */
export function TableSkeleton<Row>({ columns, count, phone }: TableSkeletonProps<Row>) {
  return Array.from({ length: count }, (_, index) => (
    <tr key={index} role="row" aria-hidden>
      {phone ? (
        <td role="gridcell">
          <div className="ts-phone-row">
            <div className="ts-phone-row__main">
              <Skeleton width={widths[index % widths.length]} />
              <Skeleton width="40%" />
            </div>
          </div>
        </td>
      ) : (
        columns.map((column, at) => (
          <td key={column.id} role="gridcell" data-align={column.align} data-priority={column.priority}>
            <Skeleton width={widths[(index + at * 3) % widths.length]} />
          </td>
        ))
      )}
    </tr>
  ));
}
