/** GraphQL's way in: reads documents, hands commands over. */
import type { ResolverContext } from '@tessera/service-kit';
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

/** What every command on a product has. */
interface Given {
  readonly commandId: string;
  readonly sku: string;
  readonly basedOn?: string;
}

interface AddInput extends Given {
  readonly name: string;
  readonly category: string;
  readonly description: string;
  readonly unitPrice: number;
  readonly attributes: readonly { readonly name: string; readonly value: string; readonly unit?: string | null }[];
}

export const resolvers = {
  Query: {
    product: (_: unknown, { sku }: { sku: string }, ctx: ResolverContext) => productOf(ctx, sku),
    products: (_: unknown, args: ProductsArgs, ctx: ResolverContext) =>
      ctx.docs<ProductDocument>('products').page({
        partition: args.category ?? '*',
        order: indexOf[args.order ?? 'NAME'],
        descending: args.descending,
        search: args.search,
        first: Math.min(args.first ?? pageSize.default, pageSize.max),
        after: args.after,
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
    changePrice: (_: unknown, { input }: { input: Given & { unitPrice: number } }, ctx: ResolverContext) =>
      change(ctx, 'changePrice', input, { sku: input.sku, unitPrice: input.unitPrice }),
    withdrawProduct: (_: unknown, { input }: { input: Given }, ctx: ResolverContext) =>
      change(ctx, 'withdraw', input, { sku: input.sku }),
  },
};

/** `duplicate` or not, what is there now is the answer; a form whose command was refused shows it beside the problem. */
async function change(ctx: ResolverContext, name: string, given: Given, input: object) {
  const invalid = invalidSku(given.sku);
  if (invalid) return { product: null, position: null, problem: invalid.problem };
  const { commandId, basedOn } = given;
  const result = await ctx.command('product', given.sku, name, input, { commandId, basedOn });
  const product = productOf(ctx, given.sku);
  return result.ok
    ? { product, position: result.position, problem: null }
    : { product, position: null, problem: result.problem };
}

function productOf(ctx: ResolverContext, sku: string): ProductDocument | null {
  return ctx.docs<ProductDocument>('products').get(sku);
}
