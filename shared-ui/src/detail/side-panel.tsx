import ArrowLeft from 'lucide-react/icons/arrow-left';
import X from 'lucide-react/icons/x';
import { useEffect, useEffectEvent, useId, useRef, useState, type ReactNode } from 'react';
import { IconButton } from '../action/icon-button.tsx';
import { usePhone } from '../hook/use-media.ts';
import { HeadingLevel } from '../provide/heading-level.tsx';

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
  useEscape(onClose);
  // On a phone the list with the page's title is out of sight: the panel is the page.
  const Title = phone ? 'h1' : 'h2';

  return (
    <aside ref={panel} className="ts-panel" aria-labelledby={titleId} tabIndex={-1}>
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

/**
 * Esc closes from wherever focus is, the list too. Whatever has its own Esc (a menu, a dialog, a search with text) stops
 * the key before it gets to the document.
 */
function useEscape(onClose: () => void) {
  const close = useEffectEvent(onClose);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented && !event.isComposing) close();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}

function useFocusReturn(panel: { readonly current: HTMLElement | null }) {
  // Read while rendering: an effect would come after a field's autofocus.
  const [before] = useState(() => document.activeElement);
  useEffect(() => {
    const element = panel.current;
    // Content with autofocus has taken focus already.
    if (element && !element.contains(document.activeElement)) element.focus({ preventScroll: true });
    return () => {
      const now = document.activeElement;
      // Only if focus was lost with the panel: whoever moved on keeps it.
      const lost = now === null || now === document.body || element?.contains(now);
      if (lost && before instanceof HTMLElement) queueMicrotask(() => before.isConnected && before.focus());
    };
  }, [panel, before]);
}
