/**
 * Keeps one document per step of time (a minute, an hour) for as long as the window is, measured by the events' own
 * time: folds know no other clock. A new newest step removes the documents of those that fell out.
 *
 * Events' times come from several machines and may be a little out of order: what still lies in the window is let in.
 */
import { isoOf, msOf } from './instant.ts';
import { ownKey, type OwnDocument, type OwnDocuments } from './own-documents.ts';

/** From the oldest step that may have a document to the newest; in ms since 1970. */
export interface WindowDocument extends OwnDocument {
  readonly own: 'window';
  readonly oldest: number;
  readonly newest: number;
}

export interface TimeWindow {
  /** The start of the step that a time lies in, ISO 8601. */
  stepOf(time: string): string;
  /**
   * Makes room for the step's document and says whether it may be there; false: older than the window. `scope` tells apart
   * several windows of one projection, `keyOf` names the document of a step.
   */
  admit(docs: OwnDocuments, scope: string, step: string, keyOf: (step: string) => string): boolean;
}

export function createTimeWindow({ stepMs, steps }: { stepMs: number; steps: number }): TimeWindow {
  return {
    stepOf: (time) => isoOf(Math.floor(msOf(time) / stepMs) * stepMs),
    admit(docs, scope, step, keyOf) {
      const at = msOf(step);
      const windowKey = ownKey('window', scope);
      const known = docs.get(windowKey) as WindowDocument | undefined;
      const { oldest, newest } = known ?? { oldest: at, newest: at };
      const first = Math.max(at, newest) - (steps - 1) * stepMs;
      if (at < first) return false;
      for (let gone = oldest; gone < first && gone <= newest; gone += stepMs) {
        const key = keyOf(isoOf(gone));
        if (docs.get(key) !== undefined) docs.remove(key);
      }
      const next = { oldest: Math.max(Math.min(oldest, at), first), newest: Math.max(newest, at) };
      if (known?.oldest === next.oldest && known.newest === next.newest) return true;
      const window: WindowDocument = { own: 'window', ...next };
      docs.put(windowKey, window);
      return true;
    },
  };
}
