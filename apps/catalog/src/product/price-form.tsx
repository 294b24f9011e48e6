/** Changes a price, based on the one the person saw: somebody else's newer price is never overwritten unseen. */
import { notify, useCommand, useDraft } from '@tessera/app-kit';
import { Banner, Button, TextField } from '@tessera/shared-ui';
import { useState, type FormEvent } from 'react';
import { CatalogChangePriceDocument } from '#graphql';
import { editablePrice, parsePrice } from './price.ts';

interface PriceFormProps {
  readonly product: {
    readonly sku: string;
    readonly name: string;
    readonly unitPrice: number;
    readonly currency: string;
    readonly version: string;
  };
  readonly onClose: () => void;
}

interface PriceDraft {
  readonly text: string;
  /** The version whose price stood here when the form was opened. */
  readonly basedOn: string;
}

export function PriceForm({ product, onClose }: PriceFormProps) {
  const [draft, setDraft, clearDraft] = useDraft<PriceDraft>(`catalog.price.${product.sku}`, {
    text: editablePrice(product.unitPrice),
    basedOn: product.version,
  });
  const [error, setError] = useState<string>();
  const [refusal, setRefusal] = useState<{ readonly code: string; readonly message: string }>();
  const [changePrice, { running }] = useCommand(CatalogChangePriceDocument);

  const validate = () => {
    const parsed = parsePrice(draft.text);
    setError(parsed.ok ? undefined : parsed.message);
    return parsed;
  };

  const save = async (event: FormEvent) => {
    event.preventDefault();
    const parsed = validate();
    if (!parsed.ok) return;
    const { data, problem } = await changePrice({
      input: { sku: product.sku, unitPrice: parsed.minor, basedOn: draft.basedOn },
    });
    const refused = problem ?? data?.changePrice.problem ?? undefined;
    if (refused) {
      setRefusal(refused);
      return;
    }
    clearDraft();
    notify({
      tone: 'success',
      message: `${product.name} now costs ${editablePrice(parsed.minor)} ${product.currency}.`,
    });
    onClose();
  };

  const keepMine = () => {
    setDraft({ ...draft, basedOn: product.version });
    setRefusal(undefined);
  };

  const cancel = () => {
    clearDraft();
    onClose();
  };

  return (
    <form className="catalog-price-form" onSubmit={(event) => void save(event)} aria-label="Change price" noValidate>
      {refusal?.code === 'STALE' ? (
        <Banner
          tone="warning"
          title="The price was changed meanwhile"
          actions={
            <Button size="small" onPress={keepMine}>
              Keep mine
            </Button>
          }
        >
          It is {editablePrice(product.unitPrice)} {product.currency} now. Yours was not saved.
        </Banner>
      ) : refusal ? (
        <Banner tone="danger" title="The price was not changed">
          {refusal.message}
        </Banner>
      ) : null}
      <TextField
        label="Price"
        help="Applies to orders placed from now on."
        suffix={product.currency}
        inputMode="decimal"
        autoFocus
        value={draft.text}
        onChange={(text) => setDraft({ ...draft, text })}
        onBlur={validate}
        error={error}
      />
      <div className="catalog-price-form__actions">
        <Button variant="primary" type="submit" isPending={running}>
          Save price
        </Button>
        <Button variant="quiet" onPress={cancel}>
          Discard
        </Button>
      </div>
    </form>
  );
}
