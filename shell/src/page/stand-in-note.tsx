import type { AppIdentity } from '@tessera/app-kit/host';
import { Banner, Button } from '@tessera/shared-ui';
import { useState } from 'react';
import { titleOf } from '../failure/title-of.ts';
import { useShell } from '../shell-context.tsx';
import { reasonOf, type LoadFailure } from '../load/load-failure.ts';

/** Quietly: what runs here is the release before, and why. */
export function StandInNote({ app, because }: { readonly app: AppIdentity; readonly because: LoadFailure }) {
  const { retryPage } = useShell();
  const [dismissed, setDismissed] = useState<LoadFailure>();
  if (dismissed === because) return null;
  return (
    <Banner
      tone="neutral"
      place="page"
      actions={
        <Button size="small" onPress={retryPage}>
          Try {because.version} again
        </Button>
      }
      onDismiss={() => setDismissed(because)}
    >
      {titleOf(app.name)} runs its previous version {app.version}: {because.version} did not start. {reasonOf(because)}{' '}
      {app.owner.name} ({app.owner.contact}) looks after it.
    </Banner>
  );
}
