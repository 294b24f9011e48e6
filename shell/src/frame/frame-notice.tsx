import { Banner, Button } from '@tessera/shared-ui';
import { useState } from 'react';
import { partsOfFrame } from '../composition/composition-store.ts';
import { useShell } from '../shell-context.tsx';
import { useComposition } from './use-composition.ts';

/** The frame itself is newer by now. The page that is shown stays until the person leaves it, or says so. */
export function FrameNotice() {
  const { isOutdated } = useShell();
  const live = partsOfFrame(useComposition().frame).join(' ');
  const [readOf, setReadOf] = useState<string>();
  if (!isOutdated() || live === readOf) return null;
  return (
    <Banner
      tone="info"
      place="page"
      title="A new version of the frame is ready"
      actions={
        <Button size="small" onPress={() => location.reload()}>
          Reload
        </Button>
      }
      onDismiss={() => setReadOf(live)}
    >
      The next page you open brings it. Reload when it suits you; what you have typed is kept.
    </Banner>
  );
}
