import { expect, it } from 'vitest';
import { oncePer } from './once-per.ts';

it('works once for each object, also when the answer is undefined', () => {
  const worked: object[] = [];
  const answer = oncePer((of: { readonly value?: number }) => {
    worked.push(of);
    return of.value;
  });
  const [a, b, c] = [{ value: 1 }, { value: 1 }, {}];
  expect([a, b, a, c, c].map(answer)).toEqual([1, 1, 1, undefined, undefined]);
  expect(worked).toEqual([a, b, c]);
});
