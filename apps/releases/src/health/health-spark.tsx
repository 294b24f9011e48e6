/** A module's last hour as a picture that fits a table row: how much it was used, and what of it failed. */
import { failedShare, healthSentence, type LastHour } from './last-hour.ts';

const width = 90;
const height = 22;
/** A step with a failure shows it, however many others went well. */
const leastFailure = 3;

export function HealthSpark({ hour }: { readonly hour: LastHour }) {
  const { totals, failures, total, failed } = hour;
  if (total + failed === 0) return <span className="releases-quiet">No traffic</span>;
  const most = Math.max(...totals, ...failures);
  const bars = (values: readonly number[], least: number) =>
    values.map((value, at) => (value === 0 ? '' : bar(at, Math.max(least, (value / most) * (height - 2))))).join('');
  return (
    <span className="releases-health">
      <svg
        className="releases-spark"
        role="img"
        aria-label={healthSentence(hour)}
        viewBox={`0 0 ${width} ${height}`}
        width={width}
        height={height}
      >
        <title>{healthSentence(hour)}</title>
        <path className="releases-spark__ground" d={`M0 ${height - 0.5}H${width}`} />
        <path className="releases-spark__all" d={bars(totals, 1)} />
        <path className="releases-spark__failed" d={bars(failures, leastFailure)} />
      </svg>
      <span className="releases-health__share" aria-hidden data-failing={failed > 0 ? '' : undefined}>
        {failedShare(hour)}
      </span>
    </span>
  );
}

const step = width / 30;
/** One bar, from the ground up. */
const bar = (at: number, size: number) =>
  `M${round(at * step)} ${height - 1}v${round(-size)}h${round(step - 0.8)}v${round(size)}z`;
const round = (value: number) => Math.round(value * 10) / 10;
