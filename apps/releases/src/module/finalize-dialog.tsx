import { Button, Dialog, TextField } from '@tessera/shared-ui';
import { useId, useState, type FormEvent } from 'react';

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
  const form = useId();
  const [reason, setReason] = useState('');

  const submit = (event: FormEvent) => {
    event.preventDefault();
    onFinalize(reason.trim());
  };

  return (
    <Dialog
      isOpen
      onClose={onClose}
      role="alertdialog"
      size="small"
      title={`Give up the way back to ${previous}?`}
      about={`${line} stays at ${version}, and can no longer be rolled back in one step: ${previous} would have to be promoted, and the gate may refuse that. In return nothing is judged beside ${previous} any more.`}
      actions={
        <>
          <Button variant="quiet" onPress={onClose}>
            Keep the way back
          </Button>
          <Button variant="primary" type="submit" form={form}>
            Finalize
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate aria-label={`Finalize ${line}`}>
        <TextField label="Why (optional)" autoFocus autoComplete="off" value={reason} onChange={setReason} />
      </form>
    </Dialog>
  );
}
