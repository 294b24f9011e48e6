/** What a command prints, and where: results on stdout, what is going on on stderr, so that `--json` can be piped. */
import { shown } from './shown.ts';
import { createStyle, type Style } from './style.ts';

export interface Output {
  readonly json: boolean;
  readonly style: Style;
  /** A result for people; nothing with `--json`. */
  print(text: string): void;
  /** A result for programs; nothing without `--json`. */
  data(value: unknown): void;
  /** Progress: stdout for people, stderr with `--json`. */
  say(text: string): void;
  /** One line on stdout, whoever reads; resolves once more may be written, or nobody reads any more. */
  line(text: string): Promise<void>;
}

/** `| head` has seen enough: what was begun is done to its end, and nothing is said about it. One handler for the process. */
const readerMayGo = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'EPIPE') throw error;
};

export function createOutput({ json = false }: { readonly json?: boolean } = {}): Output {
  process.stdout.off('error', readerMayGo).on('error', readerMayGo);
  const style = createStyle(process.stdout);
  return {
    json,
    style,
    print: (text) => void (json || process.stdout.write(`${shown(text)}\n`)),
    data: (value) => void (json && process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)),
    say: (text) => void (json ? process.stderr : process.stdout).write(`${shown(text)}\n`),
    async line(text) {
      if (process.stdout.destroyed || process.stdout.write(`${json ? text : shown(text)}\n`)) return;
      await new Promise<void>((resolve) => process.stdout.once('drain', resolve).once('close', resolve));
    },
  };
}
