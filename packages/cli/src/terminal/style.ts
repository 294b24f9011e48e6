/** Colour, only where somebody looks: on a terminal, and not when NO_COLOR (https://no-color.org) asks us not to. */
export interface Style {
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
  dim(text: string): string;
  strong(text: string): string;
}

type Environment = Readonly<Record<string, string | undefined>>;

export function createStyle(stream: { readonly isTTY?: boolean }, env: Environment = process.env): Style {
  const wanted = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0';
  const on = wanted || (stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb');
  const paint = (code: number, close: number) => (text: string) =>
    on ? `\u001b[${code}m${text}\u001b[${close}m` : text;
  return { good: paint(32, 39), bad: paint(31, 39), warn: paint(33, 39), dim: paint(2, 22), strong: paint(1, 22) };
}
