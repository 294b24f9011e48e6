/** How a module's releases fared in the last hour, from the minutes that the log keeps of each. */

export interface Health {
  readonly module: string;
  readonly minutes: readonly { readonly minute: string; readonly total: number; readonly failed: number }[];
}

export interface LastHour {
  /** Loads and operations, by two minutes, oldest first. */
  readonly totals: readonly number[];
  readonly failures: readonly number[];
  readonly total: number;
  readonly failed: number;
}

const stepMs = 2 * 60_000;
/** Steps of an hour. */
const steps = 30;

/**
 * Of several releases together: whoever looks wants to know about the module first.
 *
 * @param now ms since 1970
 */
export function lastHour(releases: readonly Health[], now: number): LastHour {
  const totals = Array.from({ length: steps }, () => 0);
  const failures = Array.from({ length: steps }, () => 0);
  const end = Math.floor(now / stepMs);
  for (const { minute, total, failed } of releases.flatMap(({ minutes }) => minutes)) {
    const step = steps - 1 - (end - Math.floor(Date.parse(`${minute}:00Z`) / stepMs));
    // A service's clock may be a little ahead: what is of the next step counts in this one.
    const at = step === steps ? steps - 1 : step;
    if (at < 0 || at >= steps) continue;
    totals[at]! += total;
    failures[at]! += failed;
  }
  return { totals, failures, total: sum(totals), failed: sum(failures) };
}

/** `312 loads and operations in the last hour, 3 failed` */
export function healthSentence({ total, failed }: Pick<LastHour, 'total' | 'failed'>): string {
  if (total + failed === 0) return 'Nobody used it in the last hour';
  return `${count(total)} loads and operations in the last hour, ${failed === 0 ? 'none' : count(failed)} failed`;
}

/** `0.4 %`; a failure never reads as none, and all but one never as all. */
export function failedShare({ total, failed }: Pick<LastHour, 'total' | 'failed'>): string {
  if (failed === 0) return '0 %';
  const percent = (100 * failed) / Math.max(total, failed);
  if (percent < 0.1) return '< 0.1 %';
  return `${percent < 10 ? percent.toFixed(1) : percent < 99 ? Math.round(percent) : Math.floor(percent)} %`;
}

const count = (value: number) => new Intl.NumberFormat('en-GB').format(value);
const sum = (values: readonly number[]) => values.reduce((all, each) => all + each, 0);
