import type { AnchorHTMLAttributes, MouseEvent } from 'react';
import { useHost } from '../host/host-context.tsx';
import { usePlace } from './hooks.ts';

export interface LinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> {
  /** A path of this product: `/orders/o-1`. */
  readonly to: string;
  /** @default false */
  readonly replace?: boolean;
}

/** A link to a place of this product, without a document load. Modified clicks and middle clicks stay with the browser. */
export function Link({ to, replace, onClick, onPointerEnter, onFocus, ...rest }: LinkProps) {
  const { navigation } = useHost();
  const { path } = usePlace();

  const follow = (event: MouseEvent<HTMLAnchorElement>): void => {
    onClick?.(event);
    const modified = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    const elsewhere = rest.target !== undefined && rest.target !== '_self';
    if (event.defaultPrevented || event.button !== 0 || modified || elsewhere || rest.download !== undefined) return;
    event.preventDefault();
    navigation.navigate(to, { replace });
  };

  return (
    <a
      {...rest}
      href={to}
      {...(path === to.split(/[?#]/)[0] ? { 'aria-current': rest['aria-current'] ?? 'page' } : {})}
      onClick={follow}
      onPointerEnter={(event) => (onPointerEnter?.(event), navigation.preload?.(to))}
      onFocus={(event) => (onFocus?.(event), navigation.preload?.(to))}
    />
  );
}
