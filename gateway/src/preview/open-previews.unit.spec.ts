import type { DocumentSource } from '@tessera/live/hub';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createOpenPreviews } from './open-previews.ts';

beforeEach(() => vi.useFakeTimers({ now: Date.parse('2026-11-27T08:00:00.000Z') }));
afterEach(() => vi.useRealTimers());

const shown = (id: string, expires: string, ended = false) => ({ id, team: 'orders', services: [], expires, ended });
const previews = [
  shown('an-hour', '2026-11-27T09:00:00.000Z'),
  shown('ended', '2026-11-27T09:00:00.000Z', true),
  shown('a-month', '2026-12-27T08:00:00.000Z'),
];

/** Says this once, and then nothing but that it is there. */
const releases: DocumentSource = {
  service: 'releases',
  open: () => Promise.resolve({ ok: true, projection: 'previews', partition: 'production', type: 'Previews' }),
  documents: () =>
    Promise.resolve({ cursor: 'e1.1.g1', reset: true, documents: [['production', { previews }]], gone: [] }),
  async *feed(_after, signal) {
    while (!signal.aborted) {
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      yield { kind: 'heartbeat' };
    }
  },
};

it('is open until its time is over or it was ended; that it is over is noticed without a word of anybody', async () => {
  const onChange = vi.fn();
  const open = createOpenPreviews({
    releases,
    environment: 'production',
    log: pino({ level: 'silent' }),
    now: Date.now,
    onChange,
  });
  expect(open.standing('an-hour')).toBe('unknown');
  await vi.advanceTimersByTimeAsync(0);
  expect(open.all.map(({ id }) => id)).toEqual(['an-hour', 'a-month']);
  expect(['an-hour', 'ended', 'nobody’s'].map(open.standing)).toEqual(['open', 'over', 'unknown']);
  expect(onChange).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(3_599_000);
  expect([open.standing('an-hour'), onChange.mock.calls.length]).toEqual(['open', 1]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect([open.standing('an-hour'), onChange.mock.calls.length]).toEqual(['over', 2]);
  expect(open.all.map(({ id }) => id)).toEqual(['a-month']);
  const closing = open.close();
  await vi.advanceTimersByTimeAsync(5_000);
  await closing;
});
