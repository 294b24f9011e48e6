import type { ReactNode } from 'react';
import { Checkbox as AriaCheckbox, type CheckboxProps as AriaCheckboxProps } from 'react-aria-components';
import { classes } from '../provide/classes.ts';

export interface CheckboxProps extends Omit<AriaCheckboxProps, 'children' | 'className' | 'style'> {
  children: ReactNode;
  className?: string | undefined;
}

/** `isSelected` / `onChange(isSelected)`; `isIndeterminate` for "some". Takes effect with the form's submit. */
export function Checkbox({ children, className, ...rest }: CheckboxProps) {
  return (
    <AriaCheckbox {...rest} className={classes('ts-checkbox', className)}>
      {({ isIndeterminate }) => (
        <>
          <span className="ts-checkbox__box" aria-hidden>
            <svg viewBox="0 0 12 12" width="12" height="12" fill="none" stroke="currentColor" strokeWidth="2">
              <path d={isIndeterminate ? 'M2.5 6h7' : 'm2.5 6.2 2.4 2.4 4.6-5'} />
            </svg>
          </span>
          <span>{children}</span>
        </>
      )}
    </AriaCheckbox>
  );
}
