import { expect, test } from 'vitest';
import { refusedBy } from './releases-api.ts';

const adviceOn = (code: string) => refusedBy({ code, message: 'Why.', field: null }, 'It was not done').advice;

test('a refusal is followed by what can be done about it, which is not to repeat what can never be', () => {
  expect(adviceOn('FINALIZED')).toContain('by its name');
  expect(adviceOn('UNKNOWN_RELEASE')).toContain('publish');
  // Its reason lists the pins there are; what is published is not the question.
  expect(adviceOn('UNKNOWN_PIN')).not.toContain('publish');
  expect(adviceOn('CANARY_RUNNING')).toContain('Nothing was changed.');
});
