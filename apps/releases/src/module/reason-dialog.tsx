import { Button, Dialog, TextField } from '@tessera/shared-ui';
import { useId, useState, type FormEvent } from 'react';

interface ReasonDialogProps {
  /** The question. */
  readonly title: string;
  /** What it costs. */
  readonly about: string;
  /** What the form does: `Finalize orders`. */
  readonly name: string;
  /** The button that leaves everything as it is. */
  readonly keep: string;
  /** The button that does it. */
  readonly act: string;
  readonly variant: 'primary' | 'danger';
  /** What is said to whoever gives no reason. @default none need be given */
  readonly withoutReason?: string;
  readonly onClose: () => void;
  readonly onAct: (reason: string) => void;
}

/** Asks before what cannot be undone, and why it is done. */
export function ReasonDialog(props: ReasonDialogProps) {
  const { title, about, name, keep, act, variant, withoutReason, onClose, onAct } = props;
  const form = useId();
  const [reason, setReason] = useState('');
  const [error, setError] = useState<string>();

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim() === '' && withoutReason !== undefined) setError(withoutReason);
    else onAct(reason.trim());
  };

  return (
    <Dialog
      isOpen
      onClose={onClose}
      role="alertdialog"
      size="small"
      title={title}
      about={about}
      actions={
        <>
          <Button variant="quiet" onPress={onClose}>
            {keep}
          </Button>
          <Button variant={variant} type="submit" form={form}>
            {act}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate aria-label={name}>
        <TextField
          label={withoutReason === undefined ? 'Why (optional)' : 'Why'}
          autoFocus
          autoComplete="off"
          value={reason}
          onChange={setReason}
          error={error}
        />
      </form>
    </Dialog>
  );
}
