/** Documents as the generator writes them, made by hand for app-kit's own tests. */
import { parse } from 'graphql';
import type { Document } from '../graph/document.ts';

interface Part {
  readonly __typename: 'Part';
  readonly sku: string;
  readonly name: string;
  readonly price: number;
  readonly version: string;
}
export type { Part };

function made<Data, Variables>(text: string, hash: string): Document<Data, Variables> {
  return { ...parse(text), __meta__: { hash, entities: { Part: ['sku'] } } } as unknown as Document<Data, Variables>;
}

export const PartDocument = made<{ readonly part: Part | null }, { readonly sku: string }>(
  'query Part($sku: ID!) { part(sku: $sku) { __typename sku name price version } }',
  'a'.repeat(64),
);

export const PartsDocument = made<
  {
    readonly parts: { readonly __typename: 'PartPage'; readonly items: readonly Part[]; readonly stock: string | null };
  },
  { readonly search: string | null }
>(
  'query Parts($search: String) { parts(search: $search) { __typename stock items { __typename sku name price version } } }',
  'b'.repeat(64),
);

export const PartListDocument = made<{ readonly partList: readonly Part[] }, { readonly category?: string | null }>(
  'subscription PartList($category: String) { partList(category: $category) { __typename sku price version } }',
  'c'.repeat(64),
);

export const ChangePriceDocument = made<
  {
    readonly changePrice: {
      readonly __typename: 'PartResult';
      readonly part: Part | null;
      readonly problem: { readonly __typename: 'Problem'; readonly code: string; readonly message: string } | null;
    };
  },
  { readonly input: { readonly commandId: string; readonly sku: string; readonly price: number } }
>(
  'mutation ChangePrice($input: ChangePriceInput!) { changePrice(input: $input) { __typename part { __typename sku name price version } problem { __typename code message } } }',
  'd'.repeat(64),
);

/** Versions as services give them: `version(3)` is newer than `version(2)`. */
export const version = (position: number): string => `log1.${position.toString(36)}.gen1`;

export const pump = (price = 100, position = 1): Part => ({
  __typename: 'Part',
  sku: 'PMP-1',
  name: 'Pump',
  price,
  version: version(position),
});
export const valve = (price = 50, position = 1): Part => ({
  __typename: 'Part',
  sku: 'VLV-1',
  name: 'Valve',
  price,
  version: version(position),
});
