/**
 * Event times as numbers, by arithmetic alone: folds have no clock, and so no `Date` either. Only the one form that
 * events are stamped with: `2026-11-23T08:15:30.000Z` (ISO 8601, UTC, milliseconds optional).
 */
const form = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,3})\d*)?Z$/;
const dayMs = 86_400_000;

/** Milliseconds since 1970. Throws for a text of another form. */
export function msOf(time: string): number {
  const parts = form.exec(time);
  if (parts === null) throw new Error(`"${time}" is no time of an event: it must read like 2026-11-23T08:15:30.000Z.`);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number);
  const ms = Number((parts[7] ?? '0').padEnd(3, '0'));
  return daysTo(year, month, day) * dayMs + hour * 3_600_000 + minute * 60_000 + second * 1_000 + ms;
}

/** `2026-11-23T08:15:30.000Z` */
export function isoOf(ms: number): string {
  const days = Math.floor(ms / dayMs);
  const rest = ms - days * dayMs;
  const [year, month, day] = dateOf(days);
  const [hour, minute, second] = [
    Math.floor(rest / 3_600_000),
    Math.floor(rest / 60_000) % 60,
    Math.floor(rest / 1_000) % 60,
  ];
  const two = (n: number) => String(n).padStart(2, '0');
  const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
  return `${date}T${two(hour)}:${two(minute)}:${two(second)}.${String(rest % 1_000).padStart(3, '0')}Z`;
}

// Howard Hinnant's days_from_civil and civil_from_days: years begin in March, so that a leap day is a year's last.
const daysPerEra = 146_097;
const epochDays = 719_468;

function daysTo(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * daysPerEra + dayOfEra - epochDays;
}

function dateOf(days: number): [year: number, month: number, day: number] {
  const shifted = days + epochDays;
  const era = Math.floor(shifted / daysPerEra);
  const dayOfEra = shifted - era * daysPerEra;
  const leaps = Math.floor(dayOfEra / 1_460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leaps) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth + (marchMonth < 10 ? 3 : -9);
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return [year, month, dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1];
}
