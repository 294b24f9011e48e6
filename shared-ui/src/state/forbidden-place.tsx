import Lock from 'lucide-react/icons/lock';
import type { ReactNode } from 'react';
import { Place, type Owner } from './place.tsx';

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
    <Place
      kind="forbidden"
      icon={<Lock aria-hidden size={18} strokeWidth={1.75} />}
      title={title}
      level={level}
      text={children}
      owner={owner}
      actions={actions}
      minHeight={minHeight}
    />
  );
}
