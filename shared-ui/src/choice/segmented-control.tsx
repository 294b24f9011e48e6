import type { ReactNode } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { classes } from '../provide/classes.ts';

export interface Segment {
  id: string;
  label: string;
  icon?: ReactNode;
  /** After the label, e.g. how many. */
  count?: number | undefined;
}

export interface SegmentedControlProps {
  /** What is chosen here; for screen readers. */
  label: string;
  options: readonly Segment[];
  value: string;
  onChange: (id: string) => void;
  className?: string | undefined;
}

/** Two to five views of the same list, one always chosen; arrow keys move. */
export function SegmentedControl({ label, options, value, onChange, className }: SegmentedControlProps) {
  return (
    <ToggleButtonGroup
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const [key] = keys;
        if (key !== undefined) onChange(String(key));
      }}
      className={classes('ts-segments', className)}
    >
      {options.map(({ id, label: words, icon, count }) => (
        <ToggleButton key={id} id={id} className="ts-segments__one">
          {icon}
          {words}
          {count === undefined ? null : <span className="ts-segments__count ts-figures">{count}</span>}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
