/** Who is told what of releases, over everything that can be asked. */
import type { User } from '@tessera/service-kit';
import { buildSchema, isRequiredArgument, type GraphQLArgument } from 'graphql';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createConsole, type Console } from '../testing/console.ts';
import { schema } from './schema.ts';
import { releases } from './service.ts';

const person = (...roles: string[]): User => ({ id: 'somebody', name: 'Somebody', roles });
const readers = ['staff', 'release-manager', 'deploy', 'gateway'].map((role) => person(role));
const others = ['customer', 'catalog-staff', 'warehouse'].map((role) => person(role));
const nobody: User = { id: '', name: '', roles: [] };

let desk: Console;
beforeEach(async () => {
  desk = createConsole();
  for (const version of ['1.0.0', '1.1.0']) await desk.publish('orders', version);
  await desk.mutate('promote', { module: 'orders', version: '1.0.0', reason: 'A secret' });
});
afterEach(() => desk.close());

const valueOf = ({ type }: GraphQLArgument): string => (String(type).startsWith('[') ? '["orders@1.1.0"]' : '"orders"');

/** Those of the schema, so that none can be forgotten. */
const queries = Object.values(buildSchema(schema, { assumeValidSDL: true }).getQueryType()!.getFields()).map(
  ({ name, args }) => {
    const given = args.filter(isRequiredArgument).map((arg) => `${arg.name}: ${valueOf(arg)}`);
    return [name, `{ ${name}${given.length > 0 ? `(${given.join(', ')})` : ''} { __typename } }`] as const;
  },
);

test.each(queries)('query %s is answered to readers alone', async (_name, query) => {
  for (const user of readers) expect(await desk.host.execute({ query, user })).not.toHaveProperty('errors');
  for (const user of [...others, undefined]) {
    const { data, errors } = await desk.host.execute({ query, ...(user && { user }) });
    expect(Object.values(data ?? {}).filter((answer) => answer !== null)).toEqual([]);
    expect(errors).toMatchObject([
      { message: expect.stringContaining('#team-platform'), extensions: { code: 'FORBIDDEN' } },
    ]);
  }
});

test.each(Object.entries(releases.live))('live %s is shown to readers alone, but for when', (name, rule) => {
  for (const user of readers) expect(rule({}, user)).toHaveProperty('partition');
  const shown = name === 'compositionRevision' ? 'partition' : 'forbidden';
  for (const user of [...others, nobody]) expect(rule({}, user)).toHaveProperty(shown);
});

describe('what a customer has of it', () => {
  const verbs = {
    promote: { version: '1.1.0' },
    rollback: {},
    finalize: {},
    pin: { name: 'northfield', version: '1.1.0' },
    unpin: { name: 'northfield' },
    retire: {},
    kill: { version: '1.0.0' },
  };

  test('is no answer to a verb but the refusal: not what is live, nor whether there is such a release', async () => {
    const told = [];
    for (const [verb, input] of Object.entries(verbs)) {
      told.push(await desk.mutate(verb, { module: 'orders', ...input }, others[0]));
      told.push(await desk.mutate(verb, { module: 'nothing-of-ours', ...input }, others[0]));
    }
    told.push(await desk.publish('orders', '1.0.0', {}, {}, others[0]));
    for (const outcome of told)
      expect(outcome).toMatchObject({ release: null, live: null, verdict: null, problem: { code: 'FORBIDDEN' } });
    expect(JSON.stringify(told)).not.toMatch(/secret|orders/);
  });

  test('is the newest revision, after every verb the one that readers see', async () => {
    const seen = new Set<string>();
    const look = async () => {
      const rows = await desk.ask<{ revision: string }[]>('{ composition { revision } }');
      const answer = await desk.host.documents({ projection: 'revisions', partition: 'production' });
      if (!('documents' in answer)) throw new Error(JSON.stringify(answer));
      const [[key, document] = []] = answer.documents;
      const revision = rows[0]?.revision ?? expect.any(String);
      expect([key, document]).toEqual(['production', { environment: 'production', revision }]);
      seen.add((document as { revision: string }).revision);
    };
    await look();
    const done = [
      ['promote', { version: '1.1.0', share: 10 }],
      ['promote', { version: '1.1.0', share: 20 }],
      ['rollback', {}],
      ['pin', { name: 'northfield', version: '1.1.0' }],
      ['unpin', { name: 'northfield' }],
      ['promote', { version: '1.1.0' }],
      ['rollback', {}],
      ['promote', { version: '1.1.0' }],
      ['finalize', {}],
      ['promote', { version: '1.0.0' }],
      ['kill', { version: '1.0.0' }],
      ['retire', {}],
    ] as const;
    for (const [verb, input] of done) {
      expect(await desk.mutate(verb, { module: 'orders', ...input }), verb).toMatchObject({ problem: null });
      await look();
    }
    expect(seen.size).toBe(done.length + 1);
  });
});
