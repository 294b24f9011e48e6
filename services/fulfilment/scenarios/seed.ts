/**
 * The first delivery of every product, as the mutations a member of staff would send. Stock is received only of products
 * this service has heard of. Command ids are fixed: sending the seed again changes nothing.
 */
import { openingStock } from './opening-stock.ts';

export interface SeedMutation {
  /** GraphQL text. */
  readonly operation: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Who sends it. */
  readonly as: { readonly id: string; readonly name: string; readonly roles: readonly string[] };
}

const receiveStock = `mutation SeedStock($input: ReceiveStockInput!) {
  receiveStock(input: $input) { position problem { code message field } }
}`;

const staff = { id: 'brightwater', name: 'Brightwater Supply', roles: ['staff'] };

/** The services whose seeds come first. */
export const seedAfter: readonly string[] = ['catalog'];

export function seedMutations(): SeedMutation[] {
  return openingStock().map(({ sku, quantity }) => ({
    operation: receiveStock,
    variables: { input: { commandId: `seed-stock-${sku}`, sku, quantity } },
    as: staff,
  }));
}
