import Lock from 'lucide-react/icons/lock';
import type { ReactNode } from 'react';
import { Heading } from '../provide/heading-level.tsx';
import { OwnerLine, type Owner } from './failure-place.tsx';

export interface ForbiddenPlaceProps {
  /** "Stock is for warehouse staff". */
  title: string;
  /** Who can grant it and how. */
  children?: ReactNode;
  owner?: Owner | undefined;
  /** @default by place: 2 on a page, 3 in a panel */
  level?: 2 | 3 | undefined;
  /** @default 160 */
  minHeight?: number | undefined;
  actions?: ReactNode;
}

/** A place this person may not see: what it is and who can grant it. */
export function ForbiddenPlace({ title, children, owner, level, minHeight = 160, actions }: ForbiddenPlaceProps) {
  return (
    <section className="ts-place" data-kind="forbidden" style={{ minBlockSize: minHeight }}>
      <div className="ts-place__icon">
        <Lock aria-hidden size={18} strokeWidth={1.75} />
      </div>
      <div className="ts-place__body">
        <Heading level={level} className="ts-place__title">
          {title}
        </Heading>
        {children ? <div className="ts-place__text">{children}</div> : null}
        {owner ? <OwnerLine owner={owner} /> : null}
        {actions ? <div className="ts-place__actions">{actions}</div> : null}
      </div>
    </section>
  );
}
