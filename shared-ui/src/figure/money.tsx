import { formatterOf, Numeric } from './numeric.tsx';

export interface MoneyProps {
  /** Minor units (cents), as the services count. */
  minor: number;
  /** ISO 4217. @default 'EUR' */
  currency?: string | undefined;
  /** @default 'en-GB' */
  locale?: string | undefined;
  /** Rolls its digits when it changes. @default false */
  rolling?: boolean | undefined;
}

/** Money with tabular figures; from minor units. */
export function Money({ minor, currency = 'EUR', locale = 'en-GB', rolling = false }: MoneyProps) {
  const format = { style: 'currency', currency } as const;
  const formatter = formatterOf(locale, format);
  // Not every currency has cents; Intl knows how many digits each has.
  const value = minor / 10 ** (formatter.resolvedOptions().maximumFractionDigits ?? 2);
  if (rolling) return <Numeric value={value} format={format} locale={locale} />;
  return <span className="ts-figures">{formatter.format(value)}</span>;
}
