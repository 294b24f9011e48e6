import { useState } from 'react';

export interface FiguresTableProps {
  /** What the table lists: "Revenue per minute". */
  label: string;
  /** Of each column; the first names the row. */
  headers: readonly string[];
  /** Made only while the table is open. */
  rows: () => readonly (readonly string[])[];
}

/** A chart's figures as a table, for whoever cannot see the picture or wants to copy a number. */
export function FiguresTable({ label, headers, rows }: FiguresTableProps) {
  const [open, setOpen] = useState(false);
  return (
    <details className="ts-figures-table" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Show as a table</summary>
      {open ? (
        <div className="ts-figures-table__scroll" tabIndex={0} role="region" aria-label={`${label}, as a table`}>
          <table>
            <thead>
              <tr>
                {headers.map((header) => (
                  <th key={header} scope="col">
                    {header}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows().map(([name, ...values]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  {values.map((value, at) => (
                    <td key={headers[at + 1]}>{value}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </details>
  );
}
