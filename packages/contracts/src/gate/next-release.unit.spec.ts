import { describe, expect, it } from 'vitest';
import { judge } from './index.ts';
import type { ContractOf, LiveRelease, LiveSet } from './index.ts';
import { appContract, live, liveSet, next, ordersOperations, product, teams } from './testing/small-product.ts';
import { orders } from './testing/judged.fixture.ts';

describe('what is to be promoted first', () => {
  const has = (version: string): ContractOf => ({ ...product.ordersService, version });
  const lacks = (version: string): ContractOf => ({ ...orders('total(currency: String): Int!', ''), version });
  const needsTotal = next(product.orders, () => appContract('query OrdersTotal { order(id: 1) { total } }'), '2.0.0');
  const published = (...releases: ContractOf[]) => ({
    of: (module: string) => releases.filter((one) => one.module === module),
    services: () => ['orders-service'],
  });
  const among = (...services: LiveRelease[]) => ({
    ...liveSet(),
    releases: [...liveSet().releases.filter(({ module }) => module !== 'orders-service'), ...services],
  });
  const ways = (candidate: ContractOf, set: LiveSet, ...releases: ContractOf[]) =>
    judge(candidate, set, { teams, published: published(...releases) }).refusals.map(({ waysOut }) => waysOut);
  const lacking = among(live(lacks('1.4.0')));
  const stop = 'stop using Order.total in orders';
  const back = 'then give up its way back to 1.4.0: tessera finalize orders-service';

  it('is named by version: the lowest from which on all have it', () => {
    const all = [lacks('1.4.0'), has('1.5.0'), has('1.5.1'), lacks('1.6.0'), has('1.7.0'), has('1.10.0')];
    expect(ways(needsTotal, lacking, ...all)).toEqual([[stop, `promote orders-service ≥ 1.7.0 first, ${back}`]]);
    // The newest gave it up again.
    expect(ways(needsTotal, lacking, ...all.slice(0, 4))).toEqual([
      [stop, `promote orders-service@1.5.1 first, ${back}`],
    ]);
  });

  it('is said not to be there, and whom to ask', () => {
    const nothing = 'no published release of orders-service offers Order.total; ask team orders (#team-orders)';
    expect(ways(needsTotal, lacking, lacks('1.4.0'), lacks('1.6.0'))).toEqual([[stop, nothing]]);
  });

  it('is not the question where only the way back is in the way', () => {
    const cost = 'orders-service can then no longer be rolled back to 1.4.0 in one step';
    expect(
      ways(needsTotal, among(live(lacks('1.4.0'), ['previous']), live(has('1.5.0'))), lacks('1.4.0'), has('1.5.0')),
    ).toEqual([[`tessera finalize orders-service (${cost})`, stop]]);
  });

  it('is done in the environment that was judged: what production has is not given up for staging', () => {
    const inStaging = (...releases: LiveRelease[]) => ({ ...among(...releases), environment: 'staging' });
    expect(ways(needsTotal, inStaging(live(lacks('1.4.0'), ['previous']), live(has('1.5.0')))).flat()).toContain(
      'tessera finalize orders-service --environment staging (orders-service can then no longer be rolled back to 1.4.0 in one step)',
    );
    expect(ways(needsTotal, inStaging(live(lacks('1.4.0'))), has('1.5.0'))).toEqual([
      [stop, `promote orders-service ≥ 1.5.0 first, ${back} --environment staging`],
    ]);
  });

  it('is found for what no live service has', () => {
    expect(ways(needsTotal, among(), has('1.5.0')).flat()).toContain('promote orders-service ≥ 1.5.0 first');
  });

  it('is, of the side that depends, the lowest release that does without', () => {
    const number = orders('number: String!', '');
    const app = (version: string, text: string) => next(product.orders, () => appContract(text), version);
    const free = 'query OrdersOne { order(id: 1) { id } }';
    const all = [app('1.5.0', ordersOperations), app('1.6.0', free), app('2.0.0', free)];
    expect(ways(number, liveSet(), ...all)[0]).toEqual([
      'keep Order.number',
      'promote orders ≥ 1.6.0 first, which no longer needs Order.number, then give up its way back to 1.4.0: tessera finalize orders',
    ]);
    expect(ways(number, liveSet(), ...all.slice(0, 1))[0]).toEqual([
      'keep Order.number',
      'no published release of orders after 1.4.0 does without Order.number; ask team orders (#team-orders)',
    ]);
  });
});
