import { phonePlace, type Column } from './column.ts';

/** A row as a phone shows it: title and aside on the first line, details on the second. */
export function PhoneRow<Row>({ row, columns }: { row: Row; columns: readonly Column<Row>[] }) {
  const at = (place: string) => columns.filter((column, index) => phonePlace(column, index) === place);
  return (
    <td role="gridcell">
      <div className="ts-phone-row">
        <div className="ts-phone-row__main">
          <div className="ts-phone-row__title">{at('title').map((column) => part(column, row))}</div>
          <div className="ts-phone-row__details">{at('detail').map((column) => part(column, row))}</div>
        </div>
        <div className="ts-phone-row__aside">{at('aside').map((column) => part(column, row))}</div>
      </div>
    </td>
  );
}

function part<Row>({ id, header, phoneUnit, cell }: Column<Row>, row: Row) {
  return (
    <span key={id} className="ts-phone-row__part">
      {phoneUnit === undefined ? <span className="ts-hidden-visually">{header}: </span> : null}
      {cell(row)}
      {phoneUnit === undefined ? null : (
        <span className="ts-phone-row__unit"> {typeof phoneUnit === 'function' ? phoneUnit(row) : phoneUnit}</span>
      )}
    </span>
  );
}
