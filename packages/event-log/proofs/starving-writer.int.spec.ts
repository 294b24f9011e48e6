import { expect, it } from 'vitest';
import { run } from './starving-writer.ts';

it('1 of the 4 seconds beside a hot writer: appends get through, and the event loop does not stand still for it', async () => {
  const result = await run({ seconds: 1 });
  expect(result, JSON.stringify(result)).toMatchObject({ ok: true });
});
