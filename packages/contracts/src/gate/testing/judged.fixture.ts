import { expect } from 'vitest';
import { judge } from '../index.ts';
import type { ContractOf, LiveRelease } from '../index.ts';
import { liveSet, next, product, teams } from './small-product.ts';

/** What the gate says of a release that is to go live beside `more`, as "CODE subject". */
export const codes = (candidate: ContractOf, ...more: LiveRelease[]) =>
  judge(candidate, liveSet(...more), { teams }).refusals.map(({ code, subject }) => `${code} ${subject}`);

/** orders-service with a text of its schema replaced. */
export const orders = (from: string | RegExp, to: string) =>
  next(product.ordersService, (contract) => {
    const schema = contract.schema.replace(from, to);
    expect(schema).not.toBe(contract.schema);
    return { ...contract, schema };
  });

/** catalog-service, the same. */
export const catalog = (from: string | RegExp, to: string) =>
  next(product.catalogService, (contract) => ({ ...contract, schema: contract.schema.replace(from, to) }));
