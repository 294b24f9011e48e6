/** One part, beside the list: its drawing, its data sheet, what is in stock, and what other teams let people do with it. */
import { Slot, useQuery, useUser } from '@tessera/app-kit';
import {
  Button,
  EmptyState,
  FailurePlace,
  KeyValueList,
  Money,
  PartDrawing,
  Section,
  SidePanel,
  Skeleton,
  StatusBadge,
} from '@tessera/shared-ui';
import { useState } from 'react';
import { CatalogProductDocument, type CatalogProductQuery } from '#graphql';
import { AvailabilityBadge } from './availability-badge.tsx';
import { PriceForm } from './price-form.tsx';

type Product = NonNullable<CatalogProductQuery['product']>;

export function ProductPanel({ sku, onClose }: { readonly sku: string; readonly onClose: () => void }) {
  const { data, problem, refetch } = useQuery(CatalogProductDocument, { sku });
  const product = data?.product;
  if (product) return <Details key={product.sku} product={product} onClose={onClose} />;
  return (
    <SidePanel title={sku} onClose={onClose}>
      {problem ? (
        <FailurePlace
          title="This part can’t be shown right now"
          owner={problem.owner}
          reason={problem.message}
          onRetry={refetch}
        />
      ) : data ? (
        <EmptyState icon="search" title={`There is no part ${sku}`}>
          It may have been renamed. Search the list, or ask for it by its old name.
        </EmptyState>
      ) : (
        <Skeleton height={240} shape="block" />
      )}
    </SidePanel>
  );
}

function Details({ product, onClose }: { readonly product: Product; readonly onClose: () => void }) {
  const user = useUser();
  const [pricing, setPricing] = useState(false);
  const mayPrice = user?.roles.some((role) => role === 'catalog-staff' || role === 'staff') ?? false;
  const { availability } = product;
  return (
    <SidePanel title={product.name} subtitle={product.sku} onClose={onClose}>
      <div className="catalog-part">
        <div className="catalog-part__drawing">
          <PartDrawing
            category={product.category}
            name={product.name}
            attributes={product.attributes}
            title={`Drawing of ${product.name}`}
            size={240}
          />
        </div>
        <div className="catalog-part__price">
          <Money minor={product.unitPrice} currency={product.currency} />
          {product.withdrawn ? (
            <StatusBadge tone="neutral">Withdrawn</StatusBadge>
          ) : (
            <AvailabilityBadge free={availability?.free} />
          )}
        </div>
        {pricing ? (
          <PriceForm product={product} onClose={() => setPricing(false)} />
        ) : (
          <div className="catalog-part__actions">
            <Slot name="catalog/product-actions/v1" props={{ sku: product.sku, withdrawn: product.withdrawn }} />
            {mayPrice ? <Button onPress={() => setPricing(true)}>Change price</Button> : null}
          </div>
        )}
        <p className="catalog-part__description">{product.description}</p>
        <KeyValueList
          items={[
            { label: 'Category', value: product.category },
            ...product.attributes.map(({ name, value, unit }) => ({
              label: name,
              value: unit ? `${value} ${unit}` : value,
            })),
          ]}
        />
        <Section title="Stock">
          {availability ? (
            <KeyValueList
              items={[
                { label: 'Free', value: availability.free },
                { label: 'Reserved', value: availability.reserved },
                { label: 'In the building', value: availability.onHand },
              ]}
            />
          ) : (
            <p className="catalog-part__description">
              Fulfilment did not say what is in stock. Prices and orders are not affected.
            </p>
          )}
        </Section>
      </div>
    </SidePanel>
  );
}
