import { Banner, Button } from '@tessera/shared-ui';
import { useState, useSyncExternalStore } from 'react';
import { titleOf } from '../failure/title-of.ts';
import { useShell } from '../shell-context.tsx';

/** An app that asks before it is exchanged has a newer release. Where the person is stays as it is until they agree. */
export function UpdateNotice() {
  const { running, agreeTo } = useShell();
  const waiting = useSyncExternalStore(running.onChange, running.waiting);
  const [later, setLater] = useState<readonly string[]>([]);
  const next = waiting.find(({ module, version }) => !later.includes(`${module}@${version}`));
  if (next === undefined) return null;
  const { module, version, team } = next;
  return (
    <Banner
      tone="info"
      place="page"
      title={`A new version of ${titleOf(module)} is ready`}
      actions={
        <Button size="small" onPress={() => agreeTo(module)}>
          Switch now
        </Button>
      }
      onDismiss={() => setLater([...later, `${module}@${version}`])}
    >
      Version {version}, from {team.name}. Switch when it suits you; drafts are kept.
    </Banner>
  );
}
