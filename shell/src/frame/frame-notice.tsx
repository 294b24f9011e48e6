import { Banner, Button } from '@tessera/shared-ui';
import { useState } from 'react';
import { useShell } from '../shell-context.tsx';
import { useComposition } from './use-composition.ts';

/** The frame itself is newer by now. Never reloads by itself: what is typed stays until the person says so. */
export function FrameNotice() {
  const { frameVersion } = useShell();
  const { version } = useComposition().frame;
  const [readOf, setReadOf] = useState<string>();
  if (version === frameVersion || version === readOf) return null;
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
      onDismiss={() => setReadOf(version)}
    >
      Reload when it suits you; what you have typed is kept.
    </Banner>
  );
}
