import { Banner, Button } from '@tessera/shared-ui';
import { useState, useSyncExternalStore } from 'react';
import { useShell } from '../shell-context.tsx';

/** The frame itself is newer by now, and waits; or it was taken back, and a document load did not bring another one. */
export function FrameNotice() {
  const { frame, reloadDocument } = useShell();
  const state = useSyncExternalStore(frame.onChange, frame.now);
  const [readOf, setReadOf] = useState<string>();
  const reload = (
    <Button size="small" onPress={reloadDocument}>
      Reload
    </Button>
  );
  if (state.kind === 'killed')
    return (
      <Banner tone="danger" place="page" title="This page runs a release that was taken back" actions={reload}>
        {state.ids.join(' and ')} must not be used any more, and the page got it again when it was loaded anew. Reload
        in a moment; what you have typed into drafts is kept. If this stays, tell the platform team.
      </Banner>
    );
  if (state.kind === 'current' || state.live === readOf) return null;
  return (
    <Banner
      tone="info"
      place="page"
      title="A new version of the frame is ready"
      actions={reload}
      onDismiss={() => setReadOf(state.live)}
    >
      The next page you open brings it. Reload when it suits you; drafts are kept.
    </Banner>
  );
}
