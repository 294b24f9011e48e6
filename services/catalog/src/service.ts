/** The catalog service: what Brightwater sells, and for how much. */
import { defineService } from '@tessera/service-kit';
import { events } from './events.ts';
import { categories } from './projections/categories.ts';
import { products } from './projections/products.ts';
import { resolvers } from './resolvers.ts';
import { schema } from './schema.ts';
import { product } from './streams/product.ts';

export const catalog = defineService({
  name: 'catalog',
  schema,
  events,
  streams: { product },
  projections: { products, categories },
  live: {
    productList: (args) => ({ partition: args.category ?? '*' }),
  },
  resolvers,
});
