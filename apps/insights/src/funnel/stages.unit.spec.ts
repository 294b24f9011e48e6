import { expect, test } from 'vitest';
import { addStages, funnelSentence, lastWeek, percentOf } from './stages.ts';

const none = { placed: 0, confirmed: 0, picked: 0, dispatched: 0, completed: 0, refused: 0, cancelled: 0 };

test('hours add up', () => {
  expect(
    addStages([
      { ...none, placed: 3, refused: 1 },
      { ...none, placed: 2, completed: 2 },
    ]),
  ).toEqual({
    ...none,
    placed: 5,
    refused: 1,
    completed: 2,
  });
});

test('hours older than a week are left out, though no event has removed them yet', () => {
  const hours = [{ hour: '2026-11-16T11:00:00.000Z' }, { hour: '2026-11-16T13:00:00.000Z' }];
  expect(lastWeek(hours, Date.parse('2026-11-23T12:30:00.000Z'))).toEqual([hours[1]]);
});

test.each([
  [0, 10, '0%'],
  [0, 0, '0%'],
  [1, 1_000, '<1%'],
  [999, 1_000, '99%'],
  [1_000, 1_000, '100%'],
  [1, 3, '33%'],
])('%i of %i is %s', (part, whole, text) => {
  expect(percentOf(part, whole)).toBe(text);
});

test('the sentence', () => {
  expect(funnelSentence(none)).toBe('No order was placed in the last seven days.');
  expect(funnelSentence({ ...none, placed: 12, completed: 1, refused: 2, cancelled: 1 })).toBe(
    'Of 12 orders placed in the last seven days, 1 has been delivered; 2 refused and 1 cancelled.',
  );
});
