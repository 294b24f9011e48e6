import type { ReactNode } from 'react';
import { Icon, type IconName } from '../icon/icon.tsx';

export interface EmptyStateProps {
  title: string;
  /** What this place is for and the first step. */
  children?: ReactNode;
  /** The name of an icon, or a drawing. */
  icon?: IconName | ReactNode;
  /** The first step: one `Button` or `ButtonLink`. */
  action?: ReactNode;
  /** Pixels. @default 240 */
  minHeight?: number | undefined;
}

/** Nothing here yet: what this place is for, and how to begin. */
export function EmptyState({ title, children, icon, action, minHeight = 240 }: EmptyStateProps) {
  return (
    <div className="ts-empty" style={{ minBlockSize: minHeight }}>
      {icon ? (
        <div className="ts-empty__icon">{typeof icon === 'string' ? <Icon name={icon} size={20} /> : icon}</div>
      ) : null}
      <p className="ts-empty__title">{title}</p>
      {children ? <div className="ts-empty__text">{children}</div> : null}
      {action ? <div className="ts-empty__action">{action}</div> : null}
    </div>
  );
}
