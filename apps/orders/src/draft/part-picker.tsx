/** Finds a part by name or SKU and puts it on the order. */
import { formatMoney, useQuery } from '@tessera/app-kit';
import { ComboBox } from '@tessera/shared-ui';
import { useState } from 'react';
import { OrdersProductSearchDocument } from '#graphql';
import { addPart, type OrderDraft } from './order-draft.ts';
import { byRelevance } from './part-relevance.ts';

interface PartPickerProps {
  readonly draft: OrderDraft;
  readonly onChange: (draft: OrderDraft) => void;
  readonly error: string | undefined;
}

/** More than these are not read, but searched for with another word. */
const optionsShown = 12;

export function PartPicker({ draft, onChange, error }: PartPickerProps) {
  const [text, setText] = useState('');
  // What was taken last. The field closes when its value changes, so it must have one until the person types again.
  const [taken, setTaken] = useState<string | null>(null);
  const { data, fetching, problem } = useQuery(OrdersProductSearchDocument, { search: text === '' ? null : text });
  const orderable = (data?.products.items ?? []).filter(({ withdrawn }) => !withdrawn);
  const found = byRelevance(orderable, text).slice(0, optionsShown);

  const take = (sku: string | null) => {
    // Leaving the field tells its value once more; that is not a second choice.
    const part = sku === taken ? undefined : found.find((product) => product.sku === sku);
    if (!part) return;
    setTaken(part.sku);
    onChange(addPart(draft, { sku: part.sku, name: part.name, unitPrice: part.unitPrice, currency: part.currency }));
    setText('');
  };

  const search = (typed: string) => {
    setText(typed);
    if (typed !== '') setTaken(null);
  };

  return (
    <ComboBox
      label="Add a part"
      placeholder="Name or SKU"
      value={taken}
      onChange={take}
      inputValue={text}
      onInputChange={search}
      isLoading={fetching}
      emptyText={problem ? problem.message : 'No part fits. Try fewer words.'}
      error={error}
      options={found.map((product) => ({
        id: product.sku,
        label: product.name,
        detail: `${product.sku} · ${product.availability ? `${product.availability.free} free` : 'stock unknown'}`,
        aside: formatMoney(product.unitPrice, product.currency),
      }))}
    />
  );
}
