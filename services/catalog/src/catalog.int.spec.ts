/** The catalog in GraphQL, on an in-memory log that has its whole range. */
import { createInMemoryHost, type InMemoryHost } from '@tessera/service-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scenarios } from '../scenarios/index.ts';
import { products } from '../scenarios/products.ts';
import { catalog } from './service.ts';

interface Page {
  readonly items: readonly {
    readonly sku: string;
    readonly name: string;
    readonly unitPrice: number;
    readonly category: string;
  }[];
  readonly next: string | null;
  readonly total: number;
}

let host: InMemoryHost;
beforeAll(() => {
  const given = scenarios.find(({ name }) => name === 'discontinued')?.events ?? [];
  host = createInMemoryHost(catalog, { given });
});
afterAll(() => host.close());

async function ask<Answer>(query: string): Promise<Answer> {
  const { data, errors } = await host.execute<Record<string, Answer>>({ query });
  if (errors || !data) throw new Error(JSON.stringify(errors));
  return Object.values(data)[0] as Answer;
}
const list = (args: string) => ask<Page>(`{ products(${args}) { items { sku name unitPrice category } next total } }`);

describe('the product list', () => {
  test('pages through everything once, by name', async () => {
    const names: string[] = [];
    let after: string | null = null;
    do {
      const page: Page = await list(`first: 50${after === null ? '' : `, after: "${after}"`}`);
      expect(page.total).toBe(products.length);
      names.push(...page.items.map(({ name }) => name.toLowerCase()));
      after = page.next;
    } while (after !== null);
    expect(names).toHaveLength(products.length);
    const words = names.map((name) => name.replaceAll(/\d.*/g, ''));
    expect(words).toEqual([...words].sort());
    const sizes = names.filter((name) => name.startsWith('butterfly')).map((name) => /dn (\d+)/.exec(name)?.[1]);
    expect(sizes).toEqual(['50', '65', '80', '100', '150', '200']);
  });

  test('sorts by price, either way', async () => {
    const dearest = await list('order: PRICE, descending: true, first: 3');
    expect(dearest.items.map(({ unitPrice }) => unitPrice)).toEqual(
      products
        .map(({ unitPrice }) => unitPrice)
        .sort((a, b) => b - a)
        .slice(0, 3),
    );
    expect((await list('order: PRICE, first: 1')).items[0]?.unitPrice).toBe(180);
  });

  test('finds by the beginnings of words, in number, name, category and description', async () => {
    expect((await list('search: "butter waf"')).total).toBe(6);
    expect((await list('search: "SEN-FLO"')).items.map(({ sku }) => sku).sort()).toEqual([
      'SEN-FLO-100',
      'SEN-FLO-25',
      'SEN-FLO-50',
      'SEN-FLO-80',
    ]);
    expect((await list('search: "drinking"')).total).toBeGreaterThan(5);
    expect((await list('search: "nothing like it"')).total).toBe(0);
  });

  test('narrows to a category, which counts as many', async () => {
    const counts = await ask<{ name: string; count: number }[]>('{ categories { name count } }');
    expect(counts.map(({ name }) => name)).toEqual(['Filters', 'Fittings', 'Pumps', 'Seals', 'Sensors', 'Valves']);
    for (const { name, count } of counts) expect((await list(`category: "${name}", first: 1`)).total).toBe(count);
    expect((await list('category: "Nothing"')).total).toBe(0);
  });

  test('never gives more than a page', async () => {
    expect((await list('first: 100000')).items.length).toBeLessThanOrEqual(200);
  });
});

test('the gateway gets products in the order it asks for, null where there is none', async () => {
  const query = '{ _products(skus: ["VLV-BAL-25", "NOPE", "PMP-GEA-15"]) { sku withdrawn } }';
  expect(await ask(query)).toEqual([
    { sku: 'VLV-BAL-25', withdrawn: false },
    null,
    { sku: 'PMP-GEA-15', withdrawn: true },
  ]);
});
