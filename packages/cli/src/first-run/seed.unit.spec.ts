import { describe, expect, it } from 'vitest';
import { inOrder, sendSeeds, type SeedMutation, type ServiceSeed } from './seed.ts';

const person = { id: 'brightwater', name: 'Brightwater Süd', roles: ['staff'] };
const mutation = (name: string): SeedMutation => ({
  operation: `mutation { ${name} }`,
  variables: { name },
  as: person,
});
const seed = (service: string, after: readonly string[] = [], mutations = [mutation(`${service}-1`)]): ServiceSeed => ({
  service,
  after,
  mutations,
});

describe('seeds', () => {
  it('go after those they name, otherwise as given', () => {
    const names = (seeds: ServiceSeed[]) => inOrder(seeds).map(({ service }) => service);
    expect(names([seed('orders', ['fulfilment']), seed('catalog'), seed('fulfilment', ['catalog'])])).toEqual([
      'catalog',
      'fulfilment',
      'orders',
    ]);
    expect(names([seed('b'), seed('a')])).toEqual(['b', 'a']);
    expect(names([seed('a', ['not-here'])])).toEqual(['a']);
    expect(() => names([seed('a', ['b']), seed('b', ['a'])])).toThrow(/wait for each other/);
  });

  it('are sent one after the other, each asking for what came before', async () => {
    const sent: { url: string; headers: Headers; body: unknown }[] = [];
    const send = (async (url: string, init: RequestInit) => {
      sent.push({ url, headers: new Headers(init.headers), body: JSON.parse(String(init.body)) });
      return Response.json({ data: { x: { position: `e.${sent.length}`, problem: null } } });
    }) as typeof fetch;
    const seeds = [seed('catalog', [], [mutation('one'), mutation('two')]), seed('fulfilment')];
    expect(await sendSeeds({ seeds, urlOf: (service) => `http://${service}`, token: 't', fetch: send })).toBe(3);
    expect(sent.map(({ url, headers }) => [url, headers.get('x-tessera-at-least')])).toEqual([
      ['http://catalog/graphql', null],
      ['http://catalog/graphql', 'e.1'],
      ['http://fulfilment/graphql', 'e.2'],
    ]);
    expect(JSON.parse(Buffer.from(sent[0]!.headers.get('x-tessera-user')!, 'base64url').toString())).toEqual(person);
    expect(sent[0]!.body).toEqual({ query: 'mutation { one }', variables: { name: 'one' } });
  });

  it('stop at the first refusal, saying which and why', async () => {
    const refuse = (async () =>
      Response.json({
        data: { x: { position: null, problem: { code: 'FORBIDDEN', message: 'Staff only.' } } },
      })) as unknown as typeof fetch;
    const failed = sendSeeds({ seeds: [seed('catalog')], urlOf: () => 'http://x', token: 't', fetch: refuse });
    await expect(failed).rejects.toMatchObject({
      code: 'SEED_FAILED',
      why: expect.stringMatching(/Staff only\. \[FORBIDDEN\]\nin {"name":"catalog-1"}/),
    });
  });
});
