import RefreshCw from 'lucide-react/icons/refresh-cw';
import Unplug from 'lucide-react/icons/unplug';
import type { ReactNode } from 'react';
import { Button } from '../action/button.tsx';
import { Place, type Owner } from './place.tsx';

export interface FailurePlaceProps {
  /** What happened, in the person's words: "Orders can’t be shown right now". */
  title: string;
  /** Whose it is. */
  owner?: Owner | undefined;
  /** Why, and what still works. */
  reason?: ReactNode;
  /** For support: `SERVICE_UNAVAILABLE`, a correlation id. */
  code?: string | undefined;
  /** The heading's level. @default by place: 2 on a page, 3 in a panel */
  level?: 2 | 3 | undefined;
  /** Tries again. */
  onRetry?: (() => void) | undefined;
  /** A retry is under way. @default false */
  isRetrying?: boolean | undefined;
  /** Pixels or CSS length: as high as what it replaces. @default 160 */
  minHeight?: number | string | undefined;
  /** Further actions. */
  actions?: ReactNode;
}

/** A part that fails, bordered, calm and as high as what it replaces: what happened, whose it is, what to do. */
export function FailurePlace(props: FailurePlaceProps) {
  const { title, owner, reason, code, level, onRetry, isRetrying = false, minHeight = 160, actions } = props;
  return (
    <Place
      kind="failure"
      icon={<Unplug aria-hidden size={18} strokeWidth={1.75} />}
      title={title}
      level={level}
      text={reason}
      owner={owner}
      minHeight={minHeight}
      actions={
        onRetry || actions ? (
          <>
            {onRetry ? (
              <Button
                size="small"
                icon={<RefreshCw aria-hidden size={14} />}
                isPending={isRetrying}
                onPress={() => onRetry()}
              >
                Try again
              </Button>
            ) : null}
            {actions}
          </>
        ) : null
      }
    >
      {code ? <code className="ts-place__code">{code}</code> : null}
    </Place>
  );
}
