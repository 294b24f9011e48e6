import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createLastHeard, type LastHeard } from './last-heard.ts';

const minute = 60_000;
let isConnected = true;
let last: LastHeard;
beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  isConnected = true;
  last = createLastHeard({ isConnected: () => isConnected });
});
afterEach(() => {
  last.close();
  vi.useRealTimers();
});
/** No timer runs meanwhile, as when the machine sleeps or the browser has frozen the page. */
const sleep = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);

it('is the present for a tab that is awake and connected, whatever its turn', () => {
  vi.advanceTimersByTime(90_000);
  expect(last.at()).toBe(90_000);
  sleep(4 * minute);
  expect(last.at(), 'timers of a hidden page come late').toBe(90_000 + 4 * minute);
});

it('is when a tab fell asleep, until what it has missed is here', () => {
  vi.advanceTimersByTime(10 * minute);
  sleep(72 * 60 * minute);
  expect(last.at()).toBe(10 * minute);
  vi.advanceTimersByTime(minute);
  expect(last.at(), 'its timers run again before it is connected again').toBe(10 * minute);
  vi.advanceTimersByTime(minute);
  expect(last.at()).toBe(Date.now());
});

it('is when the connection was lost, until some time after it is back', () => {
  vi.advanceTimersByTime(10 * minute);
  isConnected = false;
  vi.advanceTimersByTime(600 * minute);
  expect(last.at()).toBe(10 * minute);
  isConnected = true;
  vi.advanceTimersByTime(minute);
  expect(last.at()).toBe(10 * minute);
  vi.advanceTimersByTime(minute);
  expect(last.at()).toBe(Date.now());
});

it('is the present when the clock was put back', () => {
  vi.advanceTimersByTime(10 * minute);
  sleep(-5 * minute);
  expect(last.at()).toBe(5 * minute);
});
