import type { ReactNode } from 'react';
import { Link as AriaLink, type LinkProps as AriaLinkProps } from 'react-aria-components';
import { classes } from '../provide/classes.ts';

export interface TextLinkProps extends Omit<AriaLinkProps, 'children' | 'className' | 'style'> {
  href: string;
  children: ReactNode;
  /** Takes the colour of the text around it until hovered. @default false */
  subtle?: boolean | undefined;
  className?: string | undefined;
}

/** A link in running text or a table cell. */
export function TextLink({ subtle, className, children, ...rest }: TextLinkProps) {
  return (
    <AriaLink {...rest} className={classes('ts-link', subtle && 'ts-link--subtle', className)}>
      {children}
    </AriaLink>
  );
}
