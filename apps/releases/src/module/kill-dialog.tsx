import { Button, Dialog, TextField } from '@tessera/shared-ui';
import { useId, useState, type FormEvent } from 'react';

interface KillDialogProps {
  /** `orders@1.2.0` */
  readonly release: string;
  readonly onClose: () => void;
  readonly onKill: (reason: string) => void;
}

/** For good, and in front of people who are using it: the one verb here that asks for a reason first. */
export function KillDialog({ release, onClose, onKill }: KillDialogProps) {
  const form = useId();
  const [reason, setReason] = useState('');
  const [error, setError] = useState<string>();

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim() === '') setError('Say why; everybody who was using it will ask.');
    else onKill(reason.trim());
  };

  return (
    <Dialog
      isOpen
      onClose={onClose}
      role="alertdialog"
      size="small"
      title={`Take ${release} off every page and open tab?`}
      about="People who use it now are moved at once, and what they typed outside of drafts is lost. It can never go live here again."
      actions={
        <>
          <Button variant="quiet" onPress={onClose}>
            Keep it
          </Button>
          <Button variant="danger" type="submit" form={form}>
            Take it off
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate aria-label={`Take ${release} off`}>
        <TextField label="Why" autoFocus autoComplete="off" value={reason} onChange={setReason} error={error} />
      </form>
    </Dialog>
  );
}
