/** Amounts and times as this product writes them. */

const locale = 'en-GB';
const formatters = new Map<string, Intl.NumberFormat>();

/** `formatMoney(125000, 'EUR')` → €1,250.00; `minor` counts the currency's smallest unit (cents). */
export function formatMoney(minor: number, currency: string): string {
  let formatter = formatters.get(currency);
  if (formatter === undefined) {
    formatter = new Intl.NumberFormat(locale, { style: 'currency', currency });
    formatters.set(currency, formatter);
  }
  return formatter.format(minor / 10 ** (formatter.resolvedOptions().maximumFractionDigits ?? 2));
}

type Instant = string | number | Date;
const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
const dayAndTime = new Intl.DateTimeFormat(locale, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});
const whole = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });

/** `14:05` today, `3 Nov, 14:05` this year, `3 Nov 2025, 14:05` before; in the person's time zone. */
export function formatTime(instant: Instant, now: Instant = Date.now()): string {
  const [date, today] = [new Date(instant), new Date(now)];
  if (Number.isNaN(date.getTime())) return '';
  if (date.toDateString() === today.toDateString()) return time.format(date);
  return date.getFullYear() === today.getFullYear() ? dayAndTime.format(date) : whole.format(date);
}

const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
const steps = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 7],
] as const;

/** `now`, `5 minutes ago`, `yesterday`; older than a week: the date. */
export function formatRelative(instant: Instant, now: Instant = Date.now()): string {
  let value = (new Date(instant).getTime() - new Date(now).getTime()) / 1000;
  if (Number.isNaN(value)) return '';
  if (Math.abs(value) < 10) return 'now';
  for (const [unit, size] of steps) {
    if (Math.abs(value) < size) return relative.format(Math.trunc(value), unit);
    value /= size;
  }
  return formatTime(instant, now);
}
