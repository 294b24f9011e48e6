/** How long something takes, in milliseconds: always the same, or anything between two bounds. */
export type Span = number | { readonly min: number; readonly max: number };

/** One draw from a span. */
export function drawSpan(span: Span, random: () => number): number {
  return typeof span === 'number' ? span : span.min + (span.max - span.min) * random();
}
