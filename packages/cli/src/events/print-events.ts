/** Events onto stdout, as fast as whoever reads them takes them. */
import type { Output } from '../terminal/output.ts';
import type { VerbOption } from '../verbs/verb.ts';
import { eventLine } from './event-line.ts';
import { renderEvent } from './render-event.ts';
import type { FoundEvent } from './read-events.ts';

export interface PrintOptions {
  readonly full?: boolean;
  readonly pretty?: boolean;
}

export const printOptions: readonly VerbOption[] = [
  {
    flags: '--full',
    description:
      'each event’s data whole, on one line (default: as far as the terminal is wide, 500 columns into a pipe)',
  },
  {
    flags: '--pretty',
    description: 'each event’s data whole, as indented JSON, with its command and correlation',
  },
];

/** What a line has where no terminal says how wide it is: most events fit, and a contract of 20 kB hides none of them. */
const columnsInPipe = 500;

/** A function that prints one event; it resolves once more may be written. */
export function createPrinter(
  output: Output,
  epoch: string,
  { full = false, pretty = false }: PrintOptions = {},
): (found: FoundEvent) => Promise<void> {
  const { style, json } = output;
  return (found) => {
    const columns = process.stdout.isTTY ? process.stdout.columns : columnsInPipe;
    const width = full ? undefined : columns;
    const text = json ? JSON.stringify(eventLine(epoch, found)) : renderEvent(found, { style, pretty, width });
    return output.line(text);
  };
}
