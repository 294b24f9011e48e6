import { expect, test } from 'vitest';
import { bandEdges, roundTimes } from './places.ts';

const minute = 60_000;
// Local time, whatever the machine's zone is.
const start = new Date(2026, 10, 23, 11, 17).getTime();
const hour = Array.from({ length: 60 }, (_, at) => start + at * minute);
const clock = (at: number) => `${new Date(at).getHours()}:${String(new Date(at).getMinutes()).padStart(2, '0')}`;

test.each([
  [700, ['11:20', '11:30', '11:40', '11:50', '12:00', '12:10']],
  [300, ['11:30', '11:45', '12:00']],
  [90, ['12:00']],
])('labels stand at round times, as many as have room in %i px, none cut off', (width, labels) => {
  const chosen = roundTimes(hour, width);
  expect(chosen.map(clock)).toEqual(labels);
});

test('a day of quarters of an hour is labelled by hours', () => {
  const day = Array.from({ length: 96 }, (_, at) => new Date(2026, 10, 23, 0, 15).getTime() + at * 15 * minute);
  expect(roundTimes(day, 600).map(clock)).toEqual(['3:00', '6:00', '9:00', '12:00', '15:00', '18:00', '21:00']);
});

test('bands are labelled where they meet', () => {
  expect(bandEdges([0, 1, 2])).toEqual([0.5, 1.5]);
});
