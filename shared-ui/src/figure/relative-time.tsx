import { useEffect, useState } from 'react';

export interface RelativeTimeProps {
  /** ISO 8601, Date or epoch milliseconds. */
  at: string | number | Date;
  /** @default 'en-GB' */
  locale?: string | undefined;
  /** The present; for tests and pictures. @default Date.now */
  now?: (() => number) | undefined;
}

/** "3 min ago", kept up to date; after a week the date. The full time is its title. */
export function RelativeTime({ at, locale = 'en-GB', now = Date.now }: RelativeTimeProps) {
  const time = new Date(at);
  const [present, setPresent] = useState(now);
  const age = present - time.getTime();
  useEffect(() => {
    if (age > day) return;
    const timer = setInterval(() => setPresent(now()), age < hour ? 15_000 : 300_000);
    return () => clearInterval(timer);
  }, [age, now]);
  return (
    <time className="ts-time ts-figures" dateTime={time.toISOString()} title={formatInstant(at, locale)}>
      {wordsFor(time, present, locale)}
    </time>
  );
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

function wordsFor(time: Date, present: number, locale: string): string {
  const age = present - time.getTime();
  // Clocks differ a little between machines: the near future is now.
  if (age < 45_000 && age > -minute) return 'just now';
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
  const size = Math.abs(age);
  if (size < hour) return words.format(-Math.round(age / minute), 'minute');
  if (size < day) return words.format(-Math.round(age / hour), 'hour');
  if (size < 7 * day) return words.format(-Math.round(age / day), 'day');
  const sameYear = time.getFullYear() === new Date(present).getFullYear();
  return time.toLocaleDateString(locale, { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) });
}

/** A moment in words: the time today, date and time on other days. */
export function formatInstant(at: string | number | Date, locale = 'en-GB'): string {
  const time = new Date(at);
  const today = new Date().toDateString() === time.toDateString();
  return time.toLocaleString(locale, {
    hour: '2-digit',
    minute: '2-digit',
    ...(today ? {} : { day: 'numeric', month: 'short', year: 'numeric' }),
  });
}
