/** Says what is being done while it is done, with how long each step took. */
import type { Output } from './output.ts';
import { formatDuration } from './time.ts';

export interface Steps {
  /** Runs one step; says its name and time when it is done, and that it failed when it throws. */
  step<T>(name: string, work: () => Promise<T>): Promise<T>;
}

export function createSteps(output: Output, now: () => number = () => performance.now()): Steps {
  const { style } = output;
  return {
    async step(name, work) {
      const started = now();
      try {
        const result = await work();
        output.say(`${style.good('✓')} ${name} ${style.dim(formatDuration(now() - started))}`);
        return result;
      } catch (error) {
        output.say(`${style.bad('✗')} ${name} ${style.dim(formatDuration(now() - started))}`);
        throw error;
      }
    },
  };
}
