/** Bars glide to their new height within 200 ms instead of jumping. */

export const glideMs = 180;

/**
 * Values between two states of a chart, by place on the x axis: a bar keeps its height when the axis moves on, a new one
 * grows from nothing. `share` is in [0, 1].
 */
export function between(
  from: { readonly x: readonly number[]; readonly y: readonly number[] },
  to: { readonly x: readonly number[]; readonly y: readonly number[] },
  share: number,
): number[] {
  const before = new Map(from.x.map((x, at) => [x, from.y[at] ?? 0]));
  const eased = 1 - (1 - Math.min(1, Math.max(0, share))) ** 3;
  return to.y.map((y, at) => {
    const start = before.get(to.x[at] ?? Number.NaN) ?? 0;
    return start + (y - start) * eased;
  });
}
