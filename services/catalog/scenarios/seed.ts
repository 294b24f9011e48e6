/**
 * What a new installation starts with, as the mutations a member of staff would send. Command ids are fixed: sending the
 * seed again changes nothing.
 */
import { products } from './products.ts';

export interface SeedMutation {
  /** GraphQL text. */
  readonly operation: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Who sends it. */
  readonly as: { readonly id: string; readonly name: string; readonly roles: readonly string[] };
}

const addProduct = `mutation SeedProduct($input: AddProductInput!) {
  addProduct(input: $input) { position problem { code message field } }
}`;

const staff = { id: 'brightwater', name: 'Brightwater Supply', roles: ['staff'] };

export function seedMutations(): SeedMutation[] {
  return products.map((product) => ({
    operation: addProduct,
    variables: { input: { commandId: `seed-product-${product.sku}`, ...product } },
    as: staff,
  }));
}
