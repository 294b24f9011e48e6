import { expect, test } from 'vitest';
import { answerLook, byModule, summary, type Candidate } from './answers.ts';

const candidate = (id: string, answer: string, publishedAt = '2026-11-26T08:00:00Z') =>
  ({
    id,
    module: id.split('@')[0],
    publishedAt,
    cells: [{ environment: 'production', answer }],
  }) as unknown as Candidate;

test('a refusal says how many reasons there are, and an answer nobody knows yet still shows', () => {
  expect(answerLook({ answer: 'NO', reasons: 1 })).toEqual({ label: 'No, 1 reason', tone: 'danger' });
  expect(answerLook({ answer: 'NO', reasons: 4 }).label).toBe('No, 4 reasons');
  expect(answerLook({ answer: 'LATER' as never, reasons: 0 }).label).toBe('LATER');
});

test('modules stand together, the newest release first', () => {
  const releases = [
    candidate('orders@1.0.0', 'YES'),
    candidate('catalog@1.0.0', 'YES'),
    candidate('orders@1.1.0', 'YES', '2026-11-26T09:00:00Z'),
  ];
  expect(byModule(releases).map(({ id }) => id)).toEqual(['catalog@1.0.0', 'orders@1.1.0', 'orders@1.0.0']);
});

test('how many wait, and how many of them need wait no longer', () => {
  expect(summary([], 'production')).toContain('Every release');
  expect(summary([candidate('a@1', 'YES'), candidate('b@1', 'NO')], 'production')).toContain(
    '2 releases wait; 1 of them',
  );
  expect(summary([candidate('b@1', 'NO')], 'production')).toContain('One release waits; none of them');
});
