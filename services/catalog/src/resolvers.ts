/** GraphQL's way in: reads documents, hands commands over. */
import type { CommandResult, ResolverContext } from '@tessera/service-kit';
import type { ProductDocument } from './projections/products.ts';
import { invalidSku } from './streams/product.ts';

const pageSize = { default: 50, max: 200 };
const indexOf = { NAME: 'name', PRICE: 'price', SKU: 'sku' } as const;

interface ProductsArgs {
  readonly search?: string | null;
  readonly category?: string | null;
  readonly order?: keyof typeof indexOf | null;
  readonly descending?: boolean | null;
  readonly first?: number | null;
  readonly after?: string | null;
}

interface ProductInput {
  readonly commandId: string;
  readonly sku: string;
  readonly basedOn?: string;
}

export const resolvers = {
  Query: {
    product: (_: unknown, { sku }: { sku: string }, ctx: ResolverContext) => productOf(ctx, sku),
    products: (_: unknown, args: ProductsArgs, ctx: ResolverContext) =>
      ctx.docs<ProductDocument>('products').page({
        partition: args.category ?? '*',
        order: indexOf[args.order ?? 'NAME'],
        descending: args.descending ?? false,
        search: args.search ?? '',
        first: Math.min(args.first ?? pageSize.default, pageSize.max),
        after: args.after ?? null,
      }),
    categories: (_: unknown, _args: unknown, ctx: ResolverContext) =>
      ctx.docs('categories').page({ order: 'name', first: pageSize.max }).items,
    _products: (_: unknown, { skus }: { skus: readonly string[] }, ctx: ResolverContext) =>
      ctx.docs('products').getMany(skus),
  },
  Mutation: {
    addProduct: (_: unknown, { input }: { input: AddInput }, ctx: ResolverContext) => {
      const { commandId, ...product } = input;
      const attributes = product.attributes.map(({ name, value, unit }) => ({ name, value, unit: unit ?? null }));
      return change(ctx, 'add', input, { ...product, attributes });
    },
    changePrice: (_: unknown, { input }: { input: ProductInput & { unitPrice: number } }, ctx: ResolverContext) =>
      change(ctx, 'changePrice', input, { sku: input.sku, unitPrice: input.unitPrice }),
    withdrawProduct: (_: unknown, { input }: { input: ProductInput }, ctx: ResolverContext) =>
      change(ctx, 'withdraw', input, { sku: input.sku }),
  },
};

/** `duplicate` or not, what is there now is the answer; a form whose command was refused shows it beside the problem. */
async function change(ctx: ResolverContext, name: string, given: Given, input: object) {
  const invalid = invalidSku(given.sku);
  if (invalid) return { product: null, position: null, problem: invalid.problem };
  const options = { commandId: given.commandId, ...(given.basedOn ? { basedOn: given.basedOn } : {}) };
  const result = await ctx.command('product', given.sku, name, input, options);
  const product = productOf(ctx, given.sku);
  return result.ok
    ? { product, position: result.position, problem: null }
    : { product, position: null, problem: result.problem };
}
