import type { ReactNode, Ref } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import { classes } from '../provide/classes.ts';
import { Spinner } from '../state/spinner.tsx';

/** One `primary` per page; `secondary` beside it; `quiet` inside lists and bars; `danger` for what can't be undone. */
export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger';

export interface ButtonProps extends Omit<AriaButtonProps, 'children' | 'className' | 'style'> {
  /** A verb: "Place order". */
  children: ReactNode;
  /** @default 'secondary' */
  variant?: ButtonVariant | undefined;
  /** `small` is for rows and bars. @default 'medium' */
  size?: 'small' | 'medium' | undefined;
  /** Before the words; 16 px. */
  icon?: ReactNode;
  /** A shortcut to show after the words: `'⌘ Enter'`. */
  shortcut?: ReactNode;
  /** Takes the full width of its place. @default false */
  wide?: boolean | undefined;
  className?: string | undefined;
  ref?: Ref<HTMLButtonElement> | undefined;
}

/** Does something. While `isPending` it keeps its width and focus, ignores presses and says so to screen readers. */
export function Button({
  children,
  variant = 'secondary',
  size = 'medium',
  icon,
  shortcut,
  wide,
  className,
  ...rest
}: ButtonProps) {
  return (
    <AriaButton
      {...rest}
      className={classes('ts-button', className)}
      data-variant={variant}
      data-size={size}
      {...(wide ? { 'data-wide': '' } : {})}
    >
      {({ isPending }) => (
        <>
          <span className="ts-button__content">
            {icon}
            <span className="ts-button__words">{children}</span>
            {shortcut ? <kbd className="ts-button__shortcut">{shortcut}</kbd> : null}
          </span>
          {isPending ? <Spinner label="Working" /> : null}
        </>
      )}
    </AriaButton>
  );
}
