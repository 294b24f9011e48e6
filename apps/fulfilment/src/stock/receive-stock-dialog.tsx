import { notify, useCommand } from '@tessera/app-kit';
import { Button, Dialog, TextField } from '@tessera/shared-ui';
import { useId, useState, type FormEvent } from 'react';
import { FulfilmentReceiveStockDocument } from '#graphql';

interface ReceiveStockDialogProps {
  readonly item: { readonly sku: string; readonly name: string; readonly onHand: number };
  readonly onClose: () => void;
}

const maxQuantity = 1_000_000;

/** Books a delivery of one part. */
export function ReceiveStockDialog({ item, onClose }: ReceiveStockDialogProps) {
  const form = useId();
  const [text, setText] = useState('');
  const [error, setError] = useState<string>();
  const [receive, { running }] = useCommand(FulfilmentReceiveStockDocument);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const quantity = /^\d{1,7}$/.test(text.trim()) ? Number(text) : 0;
    if (quantity < 1 || quantity > maxQuantity) {
      setError('Enter a whole number from 1 to 1,000,000.');
      return;
    }
    const { data, problem } = await receive({ input: { sku: item.sku, quantity } });
    const refused = problem ?? data?.receiveStock.problem;
    if (refused) {
      setError(refused.message);
      return;
    }
    notify({ tone: 'success', message: `${quantity} × ${item.name} received.` });
    onClose();
  };

  return (
    <Dialog
      isOpen
      onClose={onClose}
      size="small"
      title="Receive a delivery"
      about={`${item.name}, ${item.sku}. In the building now: ${item.onHand}.`}
      actions={
        <>
          <Button variant="quiet" onPress={onClose}>
            Discard
          </Button>
          <Button variant="primary" type="submit" form={form} isPending={running}>
            Receive
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={(event) => void submit(event)} noValidate aria-label="Receive a delivery">
        <TextField
          label="Quantity"
          inputMode="numeric"
          autoFocus
          autoComplete="off"
          value={text}
          onChange={setText}
          error={error}
        />
      </form>
    </Dialog>
  );
}
