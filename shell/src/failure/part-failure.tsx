/** What stands where a part of an app failed: what, whose, and what can be done. */
import type { FailureProps } from '@tessera/app-kit/host';
import { FailurePlace } from '@tessera/shared-ui';
import { LoadFailure, reasonOf } from '../load/load-failure.ts';
import { titleOf } from './title-of.ts';

export function PartFailure({ app, place, error, retry }: FailureProps) {
  const inPage = place === 'page';
  const reason = error instanceof LoadFailure ? reasonOf(error) : 'It failed while it was being shown.';
  const failure = (
    <FailurePlace
      title={
        inPage ? `${titleOf(app.name)} can’t be shown right now` : `A part from ${titleOf(app.name)} can’t be shown`
      }
      owner={app.owner}
      reason={`${reason} Everything else goes on working. Version ${app.version}.`}
      code={error instanceof LoadFailure ? error.code : 'FAILED_WHILE_SHOWN'}
      minHeight={inPage ? 320 : 96}
      {...(inPage ? {} : { level: 3 as const })}
      onRetry={retry}
    />
  );
  return inPage ? <div className="shell-place">{failure}</div> : failure;
}
