import { CliError } from '../errors/cli-error.ts';

const unit: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000 };

/** `90d` or `12h`, in milliseconds. */
export function lifetimeOf(text: string): number {
  const [, amount, letter] = /^([1-9]\d{0,4})([hd])$/.exec(text) ?? [];
  if (amount !== undefined && letter !== undefined) return Number(amount) * unit[letter]!;
  throw new CliError('USAGE', `"${text}" is no lifetime`, {
    advice: 'Write days or hours: --expires 90d, --expires 12h.',
  });
}
