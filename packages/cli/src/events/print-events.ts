/** Events onto stdout, as fast as whoever reads them takes them. */
import type { Output } from '../terminal/output.ts';
import type { VerbOption } from '../verbs/verb.ts';
import { eventLine } from './event-line.ts';
import { renderEvent } from './render-event.ts';
import type { FoundEvent } from './read-events.ts';

export const prettyOption: VerbOption = {
  flags: '--pretty',
  description: 'each event’s data whole, as indented JSON, with its command and correlation',
};

/** A function that prints one event; it resolves once more may be written. */
export function createPrinter(
  output: Output,
  epoch: string,
  { pretty = false }: { readonly pretty?: boolean },
): (found: FoundEvent) => Promise<void> {
  const { style, json } = output;
  return (found) => {
    const width = process.stdout.isTTY ? process.stdout.columns : undefined;
    const text = json ? JSON.stringify(eventLine(epoch, found)) : renderEvent(found, { style, pretty, width });
    return output.line(text);
  };
}
