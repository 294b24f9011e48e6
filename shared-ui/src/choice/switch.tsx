import type { ReactNode } from 'react';
import { Switch as AriaSwitch, type SwitchProps as AriaSwitchProps } from 'react-aria-components';
import { classes } from '../provide/classes.ts';

export interface SwitchProps extends Omit<AriaSwitchProps, 'children' | 'className' | 'style'> {
  children: ReactNode;
  className?: string | undefined;
}

/** `isSelected` / `onChange(isSelected)`; takes effect at once. */
export function Switch({ children, className, ...rest }: SwitchProps) {
  return (
    <AriaSwitch {...rest} className={classes('ts-switch', className)}>
      <span className="ts-switch__track" aria-hidden>
        <span className="ts-switch__thumb" />
      </span>
      <span>{children}</span>
    </AriaSwitch>
  );
}
