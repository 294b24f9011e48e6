import { expect, it } from 'vitest';
import { librariesFor, librariesOfPage } from './libraries.ts';

const ui = (version: string) => ({
  module: 'shared-ui',
  version,
  provides: { '@tessera/shared-ui': { version } },
});
const [one, oneNewer, two] = [ui('1.0.0'), ui('1.2.0'), ui('2.1.0')];
const brings = (version: string) => ({ react: { version: '19.3.1' }, '@tessera/shared-ui': { version } });
const needs = (range: string) => ({ react: '^19.0.0', '@tessera/shared-ui': range });

it('of what its range takes, the newest', () => {
  const live = [two, oneNewer, one];
  expect(librariesFor(needs('^1.0.0'), {}, live)).toEqual([oneNewer]);
  expect(librariesFor(needs('>=1.0.0'), {}, live)).toEqual([two]);
  expect(librariesFor(needs('^3.0.0'), {}, live)).toEqual([]);
  expect(librariesFor({ react: '^19.0.0' }, {}, live)).toEqual([]);
});

it('what the frame brings itself comes first, when it will do', () => {
  expect(librariesFor(needs('^1.0.0'), brings('1.0.0'), [two, oneNewer])).toEqual([]);
  expect(librariesFor(needs('^2.0.0'), brings('1.0.0'), [two, oneNewer])).toEqual([two]);
  expect(librariesOfPage(brings('1.0.0'), [two, one])).toEqual([]);
});

it('the page has the newest of each', () => {
  expect(librariesOfPage({ react: { version: '19.3.1' } }, [one, two, oneNewer])).toEqual([two]);
});
