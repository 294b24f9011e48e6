import type { Problem } from '@tessera/app-kit';
import { FailurePlace } from '@tessera/shared-ui';

interface PanelFailureProps {
  /** "Who uses it can’t be shown right now" */
  readonly title: string;
  readonly problem: Problem;
  readonly onRetry: () => void;
}

/** In place of what a panel asked for, and got no answer to. */
export function PanelFailure({ title, problem, onRetry }: PanelFailureProps) {
  return (
    <FailurePlace
      title={title}
      owner={problem.owner}
      reason={problem.message}
      code={problem.code}
      onRetry={onRetry}
      level={3}
    />
  );
}
