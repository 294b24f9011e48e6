/** A part as a technical line drawing, made from what the catalog says about it: no pictures to take, store or load. */
import { lengthOf } from '../table/column.ts';
import { drawingFor } from './drawing-for.tsx';
import type { PartFacts } from './part-facts.ts';

export interface PartDrawingProps extends PartFacts {
  /** Accessible name; without it the drawing is decorative. */
  title?: string | undefined;
  /** Width in pixels or as CSS; the height follows (4:3). @default '100%' */
  size?: number | string | undefined;
  /** Centre lines and the size's dimension line. @default unless `size` is a number below 96 */
  dimensions?: boolean | undefined;
  className?: string | undefined;
}

/** Draws in `currentColor`. The same part always looks the same; family, size and connection change what is drawn. */
export function PartDrawing({ title, size = '100%', className, ...rest }: PartDrawingProps) {
  const { dimensions = !(typeof size === 'number' && size < 96), ...part } = rest;
  return (
    <svg
      className={className ? `ts-drawing ${className}` : 'ts-drawing'}
      viewBox="0 0 160 120"
      style={{ inlineSize: lengthOf(size) }}
      {...(dimensions ? {} : { 'data-small': '' })}
      {...(title ? { role: 'img', 'aria-label': title } : { 'aria-hidden': true })}
    >
      {drawingFor(part, dimensions)}
    </svg>
  );
}
