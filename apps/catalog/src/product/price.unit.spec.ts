import { expect, it } from 'vitest';
import { editablePrice, parsePrice } from './price.ts';

it('reads prices as people write them', () => {
  const minors = ['12', '12.5', ' 1,234.50 ', '1 234.50', '0.01'].map((text) => parsePrice(text));
  expect(minors).toEqual([1200, 1250, 123450, 123450, 1].map((minor) => ({ ok: true, minor })));
});

it('says what is wrong with the rest', () => {
  for (const text of ['', 'free', '-1', '1.234', '1,2.50', '0', '0.00', '99999999999']) {
    expect(parsePrice(text), text).toMatchObject({ ok: false, message: expect.any(String) as string });
  }
});

it('what is shown for editing reads back as the same price', () => {
  for (const minor of [1, 99, 100, 123456]) expect(parsePrice(editablePrice(minor))).toEqual({ ok: true, minor });
});
