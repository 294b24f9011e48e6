import { useState } from 'react';

interface FiguresProps {
  /** What the table lists: "Revenue per minute". */
  readonly label: string;
  readonly headers: readonly [string, string];
  /** Made only while the table is open. */
  readonly rows: () => readonly (readonly [name: string, value: string])[];
}

/** A chart's figures as a table, for whoever cannot see the picture or wants to copy a number. */
export function Figures({ label, headers, rows }: FiguresProps) {
  const [open, setOpen] = useState(false);
  return (
    <details className="insights-figures" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Show as a table</summary>
      {open ? (
        <div className="insights-figures__scroll" tabIndex={0} role="region" aria-label={`${label}, as a table`}>
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
              {rows().map(([name, value]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>{value}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </details>
  );
}
