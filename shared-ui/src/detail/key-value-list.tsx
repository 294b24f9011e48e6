import type { ReactNode } from 'react';

export interface KeyValue {
  label: string;
  value: ReactNode;
}

export interface KeyValueListProps {
  items: readonly KeyValue[];
  /** `stacked` puts the label above the value. @default 'beside' */
  layout?: 'beside' | 'stacked' | undefined;
}

/** Facts about one thing: a data sheet, an order's head. */
export function KeyValueList({ items, layout = 'beside' }: KeyValueListProps) {
  return (
    <dl className="ts-facts" data-layout={layout}>
      {items.map(({ label, value }) => (
        <div key={label} className="ts-facts__row">
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
