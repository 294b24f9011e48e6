import type { ReactNode } from 'react';

export interface SplitProps {
  /** The list: header, filters, table. Scrolls by itself. */
  children: ReactNode;
  /** A `SidePanel`, or nothing. */
  panel?: ReactNode;
}

/** A list and, beside it, what is open. On a phone the panel takes the list's place (which keeps its state and scroll). */
export function Split({ children, panel }: SplitProps) {
  return (
    <div className="ts-split" {...(panel ? { 'data-open': '' } : {})}>
      <div className="ts-split__list">{children}</div>
      {panel}
    </div>
  );
}
