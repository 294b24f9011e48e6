import { expect, it } from 'vitest';
import { run } from './rolling-deploy.ts';

it('old and new side by side, killed and replaced: all documents are right, nothing is misread or lost', async () => {
  const result = await run({ commands: 15, seed: 20261126 });
  expect(result).toMatchObject({
    ok: true,
    lost: 0,
    doubled: 0,
    misdecided: 0,
    parkedOrStopped: 0,
    processesThatDiffer: 0,
  });
});
