import { useEnvironment } from '../console/environment.ts';
import { ReasonDialog } from './reason-dialog.tsx';

interface KillDialogProps {
  /** `orders@1.2.0` */
  readonly release: string;
  readonly onClose: () => void;
  readonly onKill: (reason: string) => void;
}

/** For good, and in front of people who are using it: the one verb here that asks for a reason first. */
export function KillDialog({ release, onClose, onKill }: KillDialogProps) {
  const { suffix } = useEnvironment();
  return (
    <ReasonDialog
      title={`Take ${release} off every page and open tab${suffix}?`}
      about="People who use it now are moved at once, and what they typed outside of drafts is lost. It can never go live here again."
      name={`Take ${release} off`}
      keep="Keep it"
      act="Take it off"
      variant="danger"
      withoutReason="Say why; everybody who was using it will ask."
      onClose={onClose}
      onAct={onKill}
    />
  );
}
