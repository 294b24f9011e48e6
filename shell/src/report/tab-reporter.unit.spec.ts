import { tabReportSchema, type TabReport } from '@tessera/contracts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTabReporter } from './tab-reporter.ts';

const running = [{ module: 'alpha', version: '1.0.0' }];
let sent: TabReport[] = [];
let names = 0;
const start = () =>
  createTabReporter({
    newTab: () => `tab-1234567${8 + names++}`,
    running: () => running,
    send: (one) => sent.push(one),
  });

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  names = 0;
});
afterEach(() => vi.useRealTimers());

describe('a tab', () => {
  it('tells what happened within a second, once and together', () => {
    const reporter = start();
    reporter.count('alpha', '1.0.0', 'loads');
    reporter.count('alpha', '1.0.0', 'renderErrors');
    reporter.count('alpha', '1.0.0', 'renderErrors');
    reporter.runs();
    expect(sent).toEqual([]);
    vi.advanceTimersByTime(1_000);
    expect(sent).toEqual([
      {
        tab: 'tab-12345678',
        running: [{ module: 'alpha', version: '1.0.0' }],
        counts: [{ module: 'alpha', version: '1.0.0', loads: 1, loadFailures: 0, slowLoads: 0, renderErrors: 2 }],
      },
    ]);
    expect(tabReportSchema.safeParse(sent[0]).success).toBe(true);
    vi.advanceTimersByTime(10_000);
    expect(sent).toHaveLength(1);
    reporter.close();
  });

  it('in which nothing happens says every five minutes that it is still there, until it is closed', () => {
    const reporter = start();
    vi.advanceTimersByTime(10 * 60_000);
    expect(sent.map(({ running: runs, counts }) => [runs.length, counts.length])).toEqual([
      [1, 0],
      [1, 0],
    ]);
    reporter.close();
    vi.advanceTimersByTime(10 * 60_000);
    expect(sent).toHaveLength(2);
  });

  it('that goes says so at once, with what it had not told yet', () => {
    const reporter = start();
    reporter.count('alpha', '1.0.0', 'loadFailures');
    reporter.left();
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ tab: 'tab-12345678', running: [], counts: [{ loadFailures: 1 }] });
    vi.advanceTimersByTime(2_000);
    expect(sent).toHaveLength(1);
    // Brought back by the browser it is another tab: what the one before said may still be on its way.
    reporter.runs();
    vi.advanceTimersByTime(1_000);
    expect(sent[1]).toMatchObject({ tab: 'tab-12345679', running });
    reporter.close();
  });

  it('in a storm of errors still sends what the gateway accepts', () => {
    const reporter = start();
    for (let i = 0; i < 20_000; i++) reporter.count('alpha', '1.0.0', 'renderErrors');
    for (let i = 0; i < 100; i++) reporter.count('beta', `1.0.${i}`, 'loads');
    vi.advanceTimersByTime(1_000);
    expect(tabReportSchema.safeParse(sent[0]).success).toBe(true);
    reporter.close();
  });
});
