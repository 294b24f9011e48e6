import ArrowLeft from 'lucide-react/icons/arrow-left';
import X from 'lucide-react/icons/x';
import { useEffect, useId, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { IconButton } from '../action/icon-button.tsx';
import { usePhone } from '../hook/use-media.ts';
import { HeadingLevel } from '../provide/heading-level.ts';

export interface SidePanelProps {
  title: ReactNode;
  /** Beside or below the title: a status, a customer. */
  subtitle?: ReactNode;
  /** Buttons in the head. */
  actions?: ReactNode;
  /** Esc, the close button, or "back" on a phone. Focus returns to where it was. */
  onClose: () => void;
  /** Stays at the bottom: the panel's main action. */
  footer?: ReactNode;
  children: ReactNode;
}

/**
 * Details beside the list (`Split`), not over it: the list stays usable, so this is no dialog. Takes focus when it
 * opens, gives it back when it closes. On a phone it is a page with a way back.
 */
export function SidePanel({ title, subtitle, actions, onClose, footer, children }: SidePanelProps) {
  const titleId = useId();
  const panel = useRef<HTMLElement>(null);
  const phone = usePhone();
  useFocusReturn(panel);
  // On a phone the list with the page's title is out of sight: the panel is the page.
  const Title = phone ? 'h1' : 'h2';

  const press = (event: KeyboardEvent) => {
    // A menu, combo box or dialog inside handles (and stops) its own Esc.
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.stopPropagation();
    onClose();
  };

  return (
    <aside ref={panel} className="ts-panel" aria-labelledby={titleId} tabIndex={-1} onKeyDown={press}>
      <header className="ts-panel__head">
        {phone ? <IconButton label="Back" icon={<ArrowLeft aria-hidden size={18} />} onPress={onClose} /> : null}
        <div className="ts-panel__titles">
          <Title id={titleId} className="ts-panel__title">
            {title}
          </Title>
          {subtitle ? <div className="ts-panel__subtitle">{subtitle}</div> : null}
        </div>
        {actions ? <div className="ts-panel__actions">{actions}</div> : null}
        {phone ? null : (
          <IconButton label="Close" shortcut="Esc" icon={<X aria-hidden size={16} />} onPress={onClose} />
        )}
      </header>
      <div className="ts-panel__body" tabIndex={0}>
        <HeadingLevel value={phone ? 2 : 3}>{children}</HeadingLevel>
      </div>
      {footer ? <footer className="ts-panel__foot">{footer}</footer> : null}
    </aside>
  );
}

function useFocusReturn(panel: { readonly current: HTMLElement | null }) {
  useEffect(() => {
    const before = document.activeElement;
    const element = panel.current;
    // Content with autofocus has taken focus already.
    if (element && !element.contains(before)) element.focus({ preventScroll: true });
    return () => {
      const now = document.activeElement;
      // Only if focus was lost with the panel: whoever moved on keeps it.
      const lost = now === null || now === document.body || element?.contains(now);
      if (lost && before instanceof HTMLElement) queueMicrotask(() => before.isConnected && before.focus());
    };
  }, [panel]);
}
