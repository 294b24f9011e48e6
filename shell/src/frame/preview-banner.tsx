import { formatTime } from '@tessera/app-kit';
import { Banner, Button } from '@tessera/shared-ui';
import { useShell } from '../shell-context.tsx';

/** This person sees something else than everybody. It says so as long as it is so: there is no dismissing it. */
export function PreviewBanner() {
  const { preview, leavePreview } = useShell();
  if (preview === undefined) return null;
  const overrides = Object.entries(preview.overrides);
  const local = overrides.map(([module, url]) => `${module} from ${new URL(url).origin}`);
  return (
    <Banner
      tone="warning"
      place="page"
      title="You are in a preview"
      actions={
        <Button size="small" onPress={() => void leavePreview()}>
          Leave it
        </Button>
      }
    >
      You see {[...preview.versions, ...local].join(', ')}, others do not; what you do is real.
      {preview.waiting === undefined
        ? null
        : ` ${preview.waiting.join(', ')} is not ready yet: until it is, there is nothing to see of it. Reload the page in a moment.`}
      {preview.expires === undefined ? null : ` It ends ${formatTime(preview.expires)}.`}
    </Banner>
  );
}
