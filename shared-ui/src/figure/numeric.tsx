import { useEffect, useRef, useState } from 'react';

export interface NumericProps {
  value: number;
  /** As in Intl.NumberFormat. */
  format?: Intl.NumberFormatOptions | undefined;
  /** @default 'en-GB' */
  locale?: string | undefined;
  /** Before and after, outside the rolling digits. */
  prefix?: string | undefined;
  suffix?: string | undefined;
}

/** A tabular number whose changed digits roll in the direction of change, within 200 ms. Reduced motion: at once. */
export function Numeric({ value, format, locale = 'en-GB', prefix, suffix }: NumericProps) {
  const text = formatterOf(locale, format).format(value);
  const { was, up, turn } = useTurns(value, text);
  const full = `${prefix ?? ''}${text}${suffix ?? ''}`;
  if (turn === 0 || was === null) return <span className="ts-numeric ts-figures">{full}</span>;

  const before = was.padStart(text.length, ' ').slice(-text.length);
  return (
    <span className="ts-numeric ts-figures">
      <span className="ts-hidden-visually">{full}</span>
      <span aria-hidden>
        {prefix}
        {[...text].map((character, at) => {
          // Counted from the right, so that units stay units when a number grows a digit.
          const place = text.length - at;
          const same = before[at] === character;
          return (
            <span
              key={same ? place : `${place}:${turn}`}
              className={same ? undefined : 'ts-numeric__rolling'}
              data-was={same ? undefined : before[at]}
              data-up={up ? '' : undefined}
            >
              {character}
            </span>
          );
        })}
        {suffix}
      </span>
    </span>
  );
}

/** The text before the last change, its direction, and how many changes there were. */
function useTurns(value: number, text: string) {
  const last = useRef({ value, text });
  const [turns, setTurns] = useState<{ was: string | null; up: boolean; turn: number; text: string }>({
    was: null,
    up: true,
    turn: 0,
    text,
  });
  useEffect(() => {
    if (last.current.text === text) return;
    const { value: before, text: was } = last.current;
    last.current = { value, text };
    setTurns(({ turn }) => ({ was, up: value > before, turn: turn + 1, text }));
  }, [value, text]);
  return turns;
}

const formatters = new Map<string, Intl.NumberFormat>();

/** Intl formatters are costly to make and are needed per row: one per locale and format. */
export function formatterOf(locale: string, format: Intl.NumberFormatOptions | undefined): Intl.NumberFormat {
  const key = `${locale} ${JSON.stringify(format)}`;
  let formatter = formatters.get(key);
  if (!formatter) {
    formatter = new Intl.NumberFormat(locale, format);
    formatters.set(key, formatter);
  }
  return formatter;
}
