/** Finds a part by name or SKU and puts it on the order. */
import { formatMoney, useQuery } from '@tessera/app-kit';
import { ComboBox } from '@tessera/shared-ui';
import { useState } from 'react';
import { OrdersProductSearchDocument } from '#graphql';
import { addPart, type OrderDraft } from './order-draft.ts';

interface PartPickerProps {
  readonly draft: OrderDraft;
  readonly onChange: (draft: OrderDraft) => void;
  readonly error: string | undefined;
}

export function PartPicker({ draft, onChange, error }: PartPickerProps) {
  const [text, setText] = useState('');
  const { data, fetching, problem } = useQuery(OrdersProductSearchDocument, { search: text === '' ? null : text });
  const found = (data?.products.items ?? []).filter(({ withdrawn }) => !withdrawn);

  const take = (sku: string | null) => {
    const part = found.find((product) => product.sku === sku);
    if (!part) return;
    onChange(addPart(draft, { sku: part.sku, name: part.name, unitPrice: part.unitPrice, currency: part.currency }));
    setText('');
  };

  return (
    <ComboBox
      label="Add a part"
      placeholder="Name or SKU"
      value={null}
      onChange={take}
      inputValue={text}
      onInputChange={setText}
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
