import type { ReactElement, ReactNode } from 'react';
import { Focusable, Tooltip as AriaTooltip, TooltipTrigger } from 'react-aria-components';

export interface TooltipProps {
  /** A few words; never something that can only be learnt here. */
  content: ReactNode;
  shortcut?: string | undefined;
  /** @default 'bottom' */
  placement?: 'top' | 'bottom' | 'start' | 'end' | undefined;
  /** A button or link of this package; anything else goes inside `TooltipTarget`. */
  children: ReactElement;
}

/** Words that appear after 500 ms of hover, or at once on keyboard focus. */
export function Tooltip({ content, shortcut, placement = 'bottom', children }: TooltipProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={80}>
      {children}
      <AriaTooltip className="ts-tooltip" placement={placement} offset={6}>
        {content}
        {shortcut ? <kbd className="ts-tooltip__shortcut">{shortcut}</kbd> : null}
      </AriaTooltip>
    </TooltipTrigger>
  );
}

/** Makes any element (one that can take focus and a role) the target of a `Tooltip`. */
export function TooltipTarget({ children }: { children: ReactElement<never, string> }) {
  return <Focusable>{children}</Focusable>;
}
