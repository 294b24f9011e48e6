import type { AppIdentity } from '@tessera/app-kit/host';
import { Button, FailurePlace } from '@tessera/shared-ui';
import { useState } from 'react';
import { reasonOf, type LoadFailure } from '../load/load-failure.ts';
import { titleOf } from './title-of.ts';

interface PageStubProps {
  readonly app: AppIdentity;
  readonly failure: LoadFailure;
  readonly onRetry: () => void;
}

/** In place of a page whose release cannot be loaded, nor the one before it. */
export function PageStub({ app, failure, onRetry }: PageStubProps) {
  const [tried, setTried] = useState<LoadFailure>();
  return (
    <div className="shell-place">
      <FailurePlace
        title={`${titleOf(app.name)} can’t be shown right now`}
        owner={app.owner}
        reason={`${reasonOf(failure)} Everything else goes on working. Version ${failure.version}.`}
        code={failure.code}
        minHeight={320}
        isRetrying={tried === failure}
        onRetry={() => {
          setTried(failure);
          onRetry();
        }}
        actions={
          <Button size="small" variant="quiet" onPress={() => globalThis.location.reload()}>
            Reload the page
          </Button>
        }
      />
    </div>
  );
}
