/**
 * The first delivery of every product, as the mutations a member of staff would send. They come after the catalog's seed: stock is
 * received only of products this service has heard of.
 * Command ids are fixed: sending the seed again changes nothing.
 */
import { openingStock } from './opening-stock.ts';

export interface SeedMutation {
  /** GraphQL text. */
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Who sends it. */
  readonly user: { readonly id: string; readonly name: string; readonly roles: readonly string[] };
}

const receiveStock = `mutation SeedStock($input: ReceiveStockInput!) {
  receiveStock(input: $input) { position problem { code message field } }
}`;

const staff = { id: 'brightwater', name: 'Brightwater Supply', roles: ['staff'] };

export function seedMutations(): SeedMutation[] {
  return openingStock().map(({ sku, quantity }) => ({
    query: receiveStock,
    variables: { input: { commandId: `seed-stock-${sku}`, sku, quantity } },
    user: staff,
  }));
}
