import { expect, it } from 'vitest';
import { run } from './clock-skew.ts';

it('100 commits of processes whose clocks are hours apart or run backwards: the order is that of positions', async () => {
  const result = await run({ commits: 100, nats: 0 });
  expect(result, JSON.stringify(result)).toMatchObject({ ok: true });
});
