import X from 'lucide-react/icons/x';
import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { IconButton } from '../action/icon-button.tsx';

export interface DialogProps {
  isOpen: boolean;
  /** Esc, a press outside, the close button. */
  onClose: () => void;
  title: string;
  /** Below the title: what this is about. */
  about?: ReactNode;
  children?: ReactNode;
  /** Buttons, the main one last. */
  actions?: ReactNode;
  /** @default 'medium' */
  size?: 'small' | 'medium' | 'large' | undefined;
  /** `alertdialog` asks before something irreversible; a press outside then does nothing. @default 'dialog' */
  role?: 'dialog' | 'alertdialog' | undefined;
}

/** One short task that interrupts. Prefer a `SidePanel` for details and undo to "are you sure". */
export function Dialog({
  isOpen,
  onClose,
  title,
  about,
  children,
  actions,
  size = 'medium',
  role = 'dialog',
}: DialogProps) {
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable={role === 'dialog'}
      className="ts-overlay"
    >
      <Modal className="ts-dialog" data-size={size}>
        <AriaDialog role={role} className="ts-dialog__content">
          <header className="ts-dialog__head">
            <Heading slot="title" className="ts-dialog__title">
              {title}
            </Heading>
            <IconButton label="Close" size="small" icon={<X aria-hidden size={16} />} onPress={onClose} />
          </header>
          {about ? <div className="ts-dialog__about">{about}</div> : null}
          {children ? <div className="ts-dialog__body">{children}</div> : null}
          {actions ? <footer className="ts-dialog__actions">{actions}</footer> : null}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
