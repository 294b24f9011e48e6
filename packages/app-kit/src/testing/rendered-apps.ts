/** Takes down what a test rendered, and fails the test when the app asked for something nobody foresaw. */
import { afterEach } from 'vitest';

interface Rendered {
  readonly app: string;
  readonly unforeseen: readonly string[];
  readonly close: () => Promise<void>;
}

const rendered: Rendered[] = [];

export function closeAfterTest(app: string, unforeseen: readonly string[], close: () => Promise<void>): void {
  rendered.push({ app, unforeseen, close });
}

afterEach(async () => {
  const all = rendered.splice(0);
  for (const { close } of all) await close();
  const missed = all.flatMap(({ app, unforeseen }) =>
    [...new Set(unforeseen)].map((what) => `${app} asked for ${what}`),
  );
  if (missed.length > 0) throw new Error(missed.join('\n'));
});
