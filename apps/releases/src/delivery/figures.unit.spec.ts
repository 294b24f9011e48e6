import { expect, test } from 'vitest';
import {
  byTeam,
  byWeek,
  duration,
  figuresOf,
  lastWeeks,
  percent,
  perWeek,
  unitFor,
  weekOf,
  type TeamWeek,
} from './figures.ts';

const week = (change: Partial<TeamWeek> = {}): TeamWeek => ({
  team: 'orders',
  week: '2026-W48',
  deployments: 2,
  failed: 1,
  leadTimes: [3_600, 7_200],
  restores: [600],
  ...change,
});

test('weeks are ISO weeks, also over the turn of a year', () => {
  expect(weekOf(Date.parse('2026-11-23T00:00:00Z'))).toBe('2026-W48');
  expect(weekOf(Date.parse('2026-11-29T23:59:59Z'))).toBe('2026-W48');
  expect(weekOf(Date.parse('2027-01-03T12:00:00Z'))).toBe('2026-W53');
  expect(lastWeeks(3, Date.parse('2027-01-05T00:00:00Z'))).toEqual(['2026-W52', '2026-W53', '2027-W01']);
});

test('medians over weeks and teams are made of every release', () => {
  const two = [week({ leadTimes: [10, 20, 30] }), week({ week: '2026-W47', leadTimes: [1_000] })];
  expect(figuresOf(two)).toEqual({ deployments: 4, failed: 2, failureRate: 0.5, leadTime: 25, restore: 600 });
  expect(figuresOf([])).toMatchObject({ deployments: 0, failureRate: undefined, leadTime: undefined });
});

test('a week without deployments stands in the row, and has no rate', () => {
  const weeks = byWeek([week(), week({ team: 'catalog', deployments: 3, failed: 0 })], ['2026-W47', '2026-W48']);
  expect(weeks.map(({ week: name, deployments, failureRate }) => [name, deployments, failureRate])).toEqual([
    ['2026-W47', 0, undefined],
    ['2026-W48', 5, 0.2],
  ]);
});

test('a team that delivered only before the period is there, without figures', () => {
  const teams = byTeam([week(), week({ team: 'catalog', week: '2025-W01' })], ['2026-W48']);
  expect(teams.map(({ team, deployments }) => [team, deployments])).toEqual([
    ['catalog', 0],
    ['orders', 2],
  ]);
});

test('figures read as people say them', () => {
  expect([undefined, 40, 240, 12_600, 90_000, 180_000].map(duration)).toEqual([
    '–',
    '40 s',
    '4 min',
    '3.5 h',
    '25 h',
    '2.1 days',
  ]);
  expect([undefined, 0, 0.125].map(percent)).toEqual(['–', '0 %', '13 %']);
  expect(perWeek(30, 12)).toBe('2.5 a week');
  expect([90, 3_000, 90_000, 400_000].map((seconds) => unitFor(seconds).name)).toEqual(['s', 'min', 'h', 'days']);
});
