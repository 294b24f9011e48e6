import { expect, it } from 'vitest';
import { deployTokensSchema, tokensFileOf, tokensIn } from './deploy-tokens.ts';

const hash = (digit: string) => digit.repeat(64);
const token = (id: string, digit: string) => ({
  id,
  hash: hash(digit),
  created: '2026-11-01T00:00:00.000Z',
  expires: null,
  last4: 'abcd',
});

it('a file of deploy tokens is read and written alike, former forms included', () => {
  const file = { one: [token('one-first', '1'), hash('2')], two: [hash('3')], three: [token('three-first', '4')] };
  const tokens = tokensIn(deployTokensSchema.parse({ ...file, two: hash('3') }));
  expect(tokens.map(({ team, id }) => [team, id])).toEqual([
    ['one', 'one-first'],
    ['one', undefined],
    ['two', undefined],
    ['three', 'three-first'],
  ]);
  expect(tokensFileOf(tokens)).toEqual(file);
  expect(tokensFileOf([])).toEqual({});
  expect(() => tokensFileOf([{ ...token('UPPER', '5'), team: 'one' }])).toThrow('one');
});
