/** One product, by its sku: added once, priced again and again, withdrawn at last. */
import { command, reject } from '@tessera/service-kit';
import { z } from 'zod';
import { attribute } from '../events.ts';
import { emit, stream } from '../vocabulary.ts';

export interface ProductState {
  readonly status: 'NONE' | 'SOLD' | 'WITHDRAWN';
  readonly name: string;
  readonly unitPrice: number;
}

const initial: ProductState = { status: 'NONE', name: '', unitPrice: 0 };

export const limits = {
  sku: 40,
  name: 120,
  category: 60,
  description: 2_000,
  attributes: 40,
  price: 100_000_000,
} as const;
export const currency = 'EUR';

const skuShape = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;

const addInput = z.object({
  sku: z.string(),
  name: z.string(),
  category: z.string(),
  description: z.string(),
  unitPrice: z.number(),
  attributes: z.array(attribute),
});

interface Person {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
}

function isCatalogStaff(user: Person | null): user is Person {
  return user !== null && (user.roles.includes('catalog-staff') || user.roles.includes('staff'));
}

function staffOnly(action: string) {
  return reject('FORBIDDEN', `Only catalog staff may ${action}. Ask #team-catalog for the role “catalog-staff”.`);
}

const add = command(addInput, (state: ProductState, input, ctx) => {
  const { user } = ctx;
  if (!isCatalogStaff(user)) return staffOnly('add products');
  const refusal = invalidProduct(input) ?? invalidPrice(input.unitPrice);
  if (refusal) return refusal;
  if (state.status !== 'NONE') {
    return reject(
      'PRODUCT_EXISTS',
      `There is a product “${input.sku}” already: ${state.name}. Choose another number.`,
      'sku',
    );
  }
  const text = { name: input.name.trim(), category: input.category.trim(), description: input.description.trim() };
  return [emit('ProductAdded', { ...input, ...text, currency, by: { id: user.id, name: user.name } })];
});

const changePrice = command(
  z.object({ sku: z.string(), unitPrice: z.number() }),
  (state: ProductState, { sku, unitPrice }, ctx) => {
    const { user } = ctx;
    if (!isCatalogStaff(user)) return staffOnly('change prices');
    if (state.status === 'NONE') return unknownProduct(sku);
    if (state.status === 'WITHDRAWN') {
      return reject('WITHDRAWN_PRODUCT', `${state.name} (${sku}) is no longer sold; its price stays as it was.`, 'sku');
    }
    const refusal = invalidPrice(unitPrice);
    if (refusal) return refusal;
    if (unitPrice === state.unitPrice) return [];
    const by = { id: user.id, name: user.name };
    return [emit('PriceChanged', { sku, unitPrice, previousUnitPrice: state.unitPrice, by })];
  },
);

const withdraw = command(z.object({ sku: z.string() }), (state: ProductState, { sku }, ctx) => {
  const { user } = ctx;
  if (!isCatalogStaff(user)) return staffOnly('withdraw products');
  if (state.status === 'NONE') return unknownProduct(sku);
  if (state.status === 'WITHDRAWN') return [];
  return [emit('ProductWithdrawn', { sku, by: { id: user.id, name: user.name } })];
});

function unknownProduct(sku: string) {
  return reject('UNKNOWN_PRODUCT', `There is no product “${sku}”. Check the number.`, 'sku');
}

function invalidPrice(unitPrice: number) {
  if (Number.isInteger(unitPrice) && unitPrice > 0 && unitPrice <= limits.price) return undefined;
  const most = (limits.price / 100).toLocaleString('en', { minimumFractionDigits: 2 });
  return reject('INVALID_PRICE', `A price is a whole number of cents, from 0.01 to ${most} ${currency}.`, 'unitPrice');
}

/** Why this cannot be a product's number; undefined when it can. */
export function invalidSku(sku: string) {
  if (skuShape.test(sku) && sku.length <= limits.sku) return undefined;
  return reject(
    'INVALID_SKU',
    `“${sku}” is no product number: use letters, digits, “-” and “_”, starting with a letter or digit, at most ${limits.sku}.`,
    'sku',
  );
}

function invalidProduct({ sku, name, category, description, attributes }: z.infer<typeof addInput>) {
  return (
    invalidSku(sku) ??
    invalidText('name', name, limits.name) ??
    invalidText('category', category, limits.category) ??
    (description.length > limits.description
      ? reject('INVALID_DESCRIPTION', `A description has at most ${limits.description} characters.`, 'description')
      : undefined) ??
    (attributes.length > limits.attributes
      ? reject('TOO_MANY_ATTRIBUTES', `A product has at most ${limits.attributes} attributes.`, 'attributes')
      : undefined)
  );
}

function invalidText(field: 'name' | 'category', text: string, limit: number) {
  if (text.trim() !== '' && text.length <= limit) return undefined;
  return reject(`INVALID_${field.toUpperCase()}`, `A product needs a ${field} of at most ${limit} characters.`, field);
}

export const product = stream<ProductState>({
  initial,
  evolve: {
    ProductAdded: (state, { data: { name, unitPrice } }) => ({ ...state, status: 'SOLD', name, unitPrice }),
    PriceChanged: (state, { data: { unitPrice } }) => ({ ...state, unitPrice }),
    ProductWithdrawn: (state) => ({ ...state, status: 'WITHDRAWN' }),
  },
  decide: { add, changePrice, withdraw },
});
