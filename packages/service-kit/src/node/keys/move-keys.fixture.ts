/** A process that moves keys and is killed at a step: `node move-keys.fixture.ts '<options as JSON>' <step>`. */
import { moveKeys, type MoveKeysOptions } from './move-keys.ts';

const [, , options = '', deadly] = process.argv;
await moveKeys({
  ...(JSON.parse(options) as MoveKeysOptions),
  onStep(step) {
    if (step === deadly) process.kill(process.pid, 'SIGKILL');
  },
});
