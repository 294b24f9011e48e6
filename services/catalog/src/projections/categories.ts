import { projection } from '../vocabulary.ts';

/** GraphQL's Category. */
export interface CategoryDocument {
  readonly name: string;
  readonly count: number;
}

/** How many products each category lists, withdrawn ones included, as the list itself does. */
export const categories = projection<CategoryDocument>({
  type: 'Category',
  indexes: { name: (category) => category.name.toLowerCase() },
  on: {
    ProductAdded: (docs, e) => {
      const name = e.data.category;
      docs.put(name, { name, count: (docs.get(name)?.count ?? 0) + 1 });
    },
  },
});
