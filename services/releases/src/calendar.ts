/** Times as texts: ISO 8601 in UTC, as events carry them. Arithmetic without a clock, so that a fold is the same everywhere. */

const shape = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?Z$/;
const day = 86_400;

export function isUtcTime(text: string): boolean {
  return secondsOf(text) !== undefined;
}

/** Seconds since 1970 with fractions; undefined for anything that is no UTC time. */
export function secondsOf(text: string): number | undefined {
  const parts = shape.exec(text);
  if (parts === null) return undefined;
  const [year, month, date, hours, minutes, seconds] = parts.slice(1, 7).map((part) => Number(part ?? 0));
  if (month! < 1 || month! > 12 || date! < 1 || date! > 31 || hours! > 23 || minutes! > 59 || seconds! > 60) {
    return undefined;
  }
  const fraction = parts[7] === undefined ? 0 : Number(`0.${parts[7]}`);
  return daysOf(year!, month!, date!) * day + hours! * 3_600 + minutes! * 60 + seconds! + fraction;
}

/** From one time to a later one; negative when it is earlier. Both must be times. */
export function secondsBetween(from: string, to: string): number {
  return (secondsOf(to) ?? 0) - (secondsOf(from) ?? 0);
}

/** `2026-W48`: the ISO 8601 week, which belongs to the year of its Thursday. */
export function weekOf(time: string): string {
  const days = Math.floor((secondsOf(time) ?? 0) / day);
  // 1970-01-01 was a Thursday: 3 days after its Monday.
  const thursday = days - ((days + 3) % 7) + 3;
  const year = yearOf(thursday);
  const week = Math.floor((thursday - daysOf(year, 1, 1)) / 7) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}

/** `2026-11-26T20:04`, for counting by the minute. */
export function minuteOf(time: string): string {
  return time.slice(0, 16);
}

/** Days since 1970-01-01 of a date of the Gregorian calendar (Howard Hinnant, days_from_civil). */
function daysOf(year: number, month: number, date: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + date - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function yearOf(days: number): number {
  const guess = 1970 + Math.floor(days / 365.2425);
  if (daysOf(guess + 1, 1, 1) <= days) return guess + 1;
  return daysOf(guess, 1, 1) > days ? guess - 1 : guess;
}
