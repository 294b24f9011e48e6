/** Short answers to what the person just did ("Price changed · Undo"). Never the only place something is said. */
import X from 'lucide-react/icons/x';
import { useEffect, useRef, type ReactNode } from 'react';
import {
  Button as AriaButton,
  UNSTABLE_Toast as AriaToast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as AriaToastRegion,
  Text,
} from 'react-aria-components';
import { toneIcons, type Tone } from './tone.tsx';

export interface ToastMessage {
  /** @default 'neutral' */
  tone?: Tone | undefined;
  message: ReactNode;
  /** A second line. */
  detail?: ReactNode;
  /** It says what nobody asked for, perhaps while nobody looks: it stays until closed. @default with an action or a danger */
  stays?: boolean | undefined;
  /** What can be done about it: `{label: 'Undo', onPress}`; pressing also closes the toast. */
  action?: { label: string; onPress: () => void } | undefined;
}

export interface Toasts {
  /** Shows it; the answer closes it. Toasts with an action or a danger, and those that say so, stay until closed; others leave after 6 s, paused on hover and focus. */
  add: (toast: ToastMessage) => () => void;
  /** For `ToastRegion`. */
  readonly queue: ToastQueue<ToastMessage>;
}

/** The shell makes one and hands `add` to the apps (`notify`). */
export function createToasts({ max = 4, timeout = 6000 }: { max?: number; timeout?: number } = {}): Toasts {
  const queue = new ToastQueue<ToastMessage>({ maxVisibleToasts: max });
  return {
    queue,
    add(toast) {
      const { stays = toast.action !== undefined || toast.tone === 'danger' } = toast;
      const key = queue.add(toast, stays ? {} : { timeout });
      return () => queue.close(key);
    },
  };
}

/** Where toasts appear: bottom right, above the bottom bar on a phone. F6 moves focus there. Render once. */
export function ToastRegion({ toasts }: { toasts: Toasts }) {
  const region = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // react-aria's own F6 misses a region that appears with its first toast (1.22).
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'F6' || event.defaultPrevented) return;
      const newest = region.current?.querySelector<HTMLElement>('[role="alertdialog"]');
      if (!newest) return;
      event.preventDefault();
      newest.focus();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
  return (
    <AriaToastRegion ref={region} queue={toasts.queue} className="ts-toasts" aria-label="Notifications">
      {({ toast }) => {
        const { tone = 'neutral', message, detail, action } = toast.content;
        const ToneIcon = toneIcons[tone];
        return (
          <AriaToast toast={toast} className="ts-toast" data-tone={tone}>
            {tone === 'neutral' ? null : <ToneIcon aria-hidden size={16} className="ts-toast__icon" />}
            <ToastContent className="ts-toast__words">
              <Text slot="title">{message}</Text>
              {detail ? (
                <Text slot="description" className="ts-toast__detail">
                  {detail}
                </Text>
              ) : null}
            </ToastContent>
            {action ? (
              <AriaButton
                className="ts-button"
                data-variant="secondary"
                data-size="small"
                onPress={() => {
                  action.onPress();
                  toasts.queue.close(toast.key);
                }}
              >
                {action.label}
              </AriaButton>
            ) : null}
            <AriaButton
              slot="close"
              aria-label="Dismiss"
              className="ts-button ts-button--icon"
              data-variant="quiet"
              data-size="small"
            >
              <X aria-hidden size={14} />
            </AriaButton>
          </AriaToast>
        );
      }}
    </AriaToastRegion>
  );
}
