import ArrowDown from 'lucide-react/icons/arrow-down';
import ArrowUp from 'lucide-react/icons/arrow-up';
import { lengthOf, type Column, type Sort } from './column.ts';

interface TableHeadProps<Row> {
  columns: readonly Column<Row>[];
  sort: Sort | undefined;
  onSort: ((sort: Sort) => void) | undefined;
}

export function TableHead<Row>({ columns, sort, onSort }: TableHeadProps<Row>) {
  return (
    <thead role="rowgroup">
      <tr role="row" aria-rowindex={1}>
        {columns.map((column) => {
          const sorted = sort?.id === column.id ? sort : null;
          return (
            <th
              key={column.id}
              role="columnheader"
              scope="col"
              data-align={column.align}
              data-priority={column.priority}
              style={column.width === undefined ? undefined : { inlineSize: lengthOf(column.width) }}
              {...(column.sortable ? { 'aria-sort': ariaSort(sorted) } : {})}
            >
              {column.sortable && onSort ? (
                <button
                  type="button"
                  className="ts-table__sort"
                  onClick={() => onSort({ id: column.id, descending: sorted ? !sorted.descending : false })}
                >
                  {column.header}
                  {sorted?.descending ? <ArrowDown aria-hidden size={12} /> : null}
                  {sorted && !sorted.descending ? <ArrowUp aria-hidden size={12} /> : null}
                </button>
              ) : (
                column.header
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

function ariaSort(sorted: Sort | null): 'ascending' | 'descending' | 'none' {
  if (!sorted) return 'none';
  return sorted.descending ? 'descending' : 'ascending';
}
