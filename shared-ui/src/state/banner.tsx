import X from 'lucide-react/icons/x';
import type { ReactNode } from 'react';
import { IconButton } from '../action/icon-button.tsx';
import { toneIcons, type Tone } from './tone.tsx';

export interface BannerProps {
  /** @default 'info' */
  tone?: Tone | undefined;
  title?: ReactNode;
  children?: ReactNode;
  /** Small `Button`s. */
  actions?: ReactNode;
  onDismiss?: (() => void) | undefined;
  /** `page` spans the top of the page without a border. @default 'inline' */
  place?: 'inline' | 'page' | undefined;
}

/** Something about the whole place below it: a conflict, a new version, a condition. */
export function Banner({ tone = 'info', title, children, actions, onDismiss, place = 'inline' }: BannerProps) {
  const ToneIcon = toneIcons[tone];
  return (
    <div
      className="ts-banner"
      data-tone={tone}
      data-place={place}
      role={tone === 'danger' || tone === 'warning' ? 'alert' : 'status'}
    >
      <ToneIcon aria-hidden size={16} strokeWidth={1.9} className="ts-banner__icon" />
      <div className="ts-banner__words">
        {title ? <p className="ts-banner__title">{title}</p> : null}
        {children ? <div className="ts-banner__text">{children}</div> : null}
      </div>
      {actions ? <div className="ts-banner__actions">{actions}</div> : null}
      {onDismiss ? (
        <IconButton label="Dismiss" size="small" icon={<X aria-hidden size={15} />} onPress={onDismiss} />
      ) : null}
    </div>
  );
}
