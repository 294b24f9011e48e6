import { memo, type KeyboardEvent, type MouseEvent } from 'react';
import type { Column } from './column.ts';
import { PhoneRow } from './phone-row.tsx';

interface TableRowProps<Row> {
  id: string;
  /** 1-based, counting the header. */
  index: number;
  row: Row;
  columns: readonly Column<Row>[];
  phone: boolean;
  onOpen: ((row: Row) => void) | undefined;
  rowHref: ((row: Row) => string) | undefined;
  onFocused: (key: string) => void;
  isSelected: boolean;
  isChanged: boolean;
  /** In the tab order. */
  isStop: boolean;
}

function Row<R>(props: TableRowProps<R>) {
  const { id, index, row, columns, phone, onOpen, rowHref, onFocused, isSelected, isChanged, isStop } = props;

  const click = (event: MouseEvent) => {
    // A control in a cell answers for itself, and selecting text is not opening.
    if (inControl(event) || String(getSelection() ?? '') !== '') return;
    if (rowHref && (event.metaKey || event.ctrlKey)) window.open(rowHref(row), '_blank', 'noopener');
    else onOpen?.(row);
  };
  const middleClick = (event: MouseEvent) => {
    if (event.button === 1 && rowHref && !inControl(event)) window.open(rowHref(row), '_blank', 'noopener');
  };
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.target !== event.currentTarget) return;
    event.preventDefault();
    onOpen?.(row);
  };

  return (
    <tr
      role="row"
      aria-rowindex={index}
      aria-selected={isSelected}
      data-row={id}
      tabIndex={isStop ? 0 : -1}
      onFocus={() => onFocused(id)}
      {...(onOpen ? { 'data-opens': '', onClick: click, onAuxClick: middleClick, onKeyDown: press } : {})}
      {...(isChanged ? { 'data-changed': '' } : {})}
    >
      {phone ? (
        <PhoneRow row={row} columns={columns} />
      ) : (
        columns.map((column) => (
          <td key={column.id} role="gridcell" data-align={column.align} data-priority={column.priority}>
            {column.cell(row)}
          </td>
        ))
      )}
    </tr>
  );
}

function inControl(event: MouseEvent): boolean {
  const control = (event.target as Element).closest('a, button, input, select, textarea, [role="button"]');
  return control !== null && event.currentTarget.contains(control);
}

/** One row; drawn again only when something it shows changed. */
export const TableRow = memo(Row) as typeof Row;
