import { useEnvironment } from '../console/environment.ts';
import { ReasonDialog } from './reason-dialog.tsx';

interface FinalizeDialogProps {
  /** `shared-ui@1`, `orders` */
  readonly line: string;
  readonly version: string;
  /** What a rollback would return to. */
  readonly previous: string;
  readonly onClose: () => void;
  readonly onFinalize: (reason: string) => void;
}

/** Quickly done and not to be undone: what it costs is said first. */
export function FinalizeDialog({ line, version, previous, onClose, onFinalize }: FinalizeDialogProps) {
  const { suffix } = useEnvironment();
  return (
    <ReasonDialog
      title={`Give up the way back to ${previous}${suffix}?`}
      about={`${line} stays at ${version}, and can no longer be rolled back in one step: ${previous} would have to be promoted, and the gate may refuse that. In return nothing is judged beside ${previous} any more.`}
      name={`Finalize ${line}`}
      keep="Keep the way back"
      act="Finalize"
      variant="primary"
      onClose={onClose}
      onAct={onFinalize}
    />
  );
}
