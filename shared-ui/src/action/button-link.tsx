import type { ReactNode, Ref } from 'react';
import { Link as AriaLink, type LinkProps as AriaLinkProps } from 'react-aria-components';
import { classes } from '../provide/classes.ts';
import type { ButtonVariant } from './button.tsx';

export interface ButtonLinkProps extends Omit<AriaLinkProps, 'children' | 'className' | 'style'> {
  /** Where it leads. Inside `UiProvider` a plain click navigates without a document load. */
  href: string;
  children: ReactNode;
  /** @default 'secondary' */
  variant?: ButtonVariant | undefined;
  /** @default 'medium' */
  size?: 'small' | 'medium' | undefined;
  icon?: ReactNode;
  className?: string | undefined;
  ref?: Ref<HTMLAnchorElement> | undefined;
}

/** A link that looks like a button: goes somewhere, so it can be opened in a new tab. */
export function ButtonLink({
  children,
  variant = 'secondary',
  size = 'medium',
  icon,
  className,
  ...rest
}: ButtonLinkProps) {
  return (
    <AriaLink {...rest} className={classes('ts-button', className)} data-variant={variant} data-size={size}>
      <span className="ts-button__content">
        {icon}
        <span className="ts-button__words">{children}</span>
      </span>
    </AriaLink>
  );
}
