import type { ReactNode, Ref } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import { Tooltip } from '../overlay/tooltip.tsx';
import { classes } from '../provide/classes.ts';
import type { ButtonVariant } from './button.tsx';

export interface IconButtonProps extends Omit<AriaButtonProps, 'children' | 'className' | 'style' | 'aria-label'> {
  /** What it does, in words: its accessible name and its tooltip. */
  label: string;
  /** 16 px. */
  icon: ReactNode;
  /** @default 'quiet' */
  variant?: ButtonVariant | undefined;
  /** @default 'medium' */
  size?: 'small' | 'medium' | undefined;
  /** Shown in the tooltip: `'Esc'`. */
  shortcut?: string | undefined;
  className?: string | undefined;
  ref?: Ref<HTMLButtonElement> | undefined;
}

/** A button that is only an icon; its label appears as a tooltip on hover and keyboard focus. */
export function IconButton({
  label,
  icon,
  variant = 'quiet',
  size = 'medium',
  shortcut,
  className,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip content={label} shortcut={shortcut}>
      <AriaButton
        {...rest}
        aria-label={label}
        className={classes('ts-button ts-button--icon', className)}
        data-variant={variant}
        data-size={size}
      >
        {icon}
      </AriaButton>
    </Tooltip>
  );
}
