import type { Documents } from '@tessera/service-kit';
import type { Actor, ReleaseRef } from '../events.ts';
import { projection } from '../vocabulary.ts';

/** GraphQL's HistoryEntry. */
export interface HistoryEntryDocument {
  readonly id: string;
  readonly action: 'PUBLISHED' | 'PROMOTED' | 'ROLLED_BACK';
  readonly environment: string | null;
  readonly module: string;
  readonly version: string;
  readonly previousVersion: string | null;
  readonly at: string;
  readonly by: string;
  readonly reason: string | null;
  /** Counts the entries, from 1. */
  readonly sequence: number;
  /** Only the newest are pushed to browsers; all can be paged through. */
  readonly shelf: 'recent' | 'older';
}

/** How many entries there are. Kept on a shelf of its own, which nobody reads. */
interface Counter {
  readonly sequence: number;
  readonly shelf: 'counter';
}

export type HistoryDocument = HistoryEntryDocument | Counter;

/** How many entries a browser that watches the history gets. */
export const recentEntries = 200;

const counterKey = 'counter';

/** Who did what when, for ever. */
export const history = projection<HistoryDocument>({
  type: 'HistoryEntry',
  partition: (document) => document.shelf,
  indexes: {
    /** Null for the counter, so that no list counts it. */
    sequence: (document) => (document.shelf === 'counter' ? null : document.sequence),
    module: (document) => (document.shelf === 'counter' ? null : document.module),
  },
  on: {
    ReleasePublished: (docs, { data: { module, version, by }, time }) =>
      record(docs, { ...nowhere, action: 'PUBLISHED', module, version, at: time, by: by.name }),
    ModulePromoted: (docs, { data, time }) => record(docs, changeEntry('PROMOTED', data, time)),
    ModuleRolledBack: (docs, { data, time }) => record(docs, changeEntry('ROLLED_BACK', data, time)),
  },
});

type Facts = Omit<HistoryEntryDocument, 'id' | 'sequence' | 'shelf'>;

interface Change {
  readonly environment: string;
  readonly module: string;
  readonly live: ReleaseRef;
  readonly replaced: ReleaseRef | null;
  readonly reason: string | null;
  readonly by: Actor;
}

const nowhere = { environment: null, previousVersion: null, reason: null };

function changeEntry(action: Facts['action'], change: Change, at: string): Facts {
  const { environment, module, live, replaced, reason, by } = change;
  const previousVersion = replaced?.version ?? null;
  return { action, environment, module, version: live.version, previousVersion, at, by: by.name, reason };
}

function record(docs: Documents<HistoryDocument>, facts: Facts): void {
  const sequence = (docs.get(counterKey)?.sequence ?? 0) + 1;
  docs.put(counterKey, { sequence, shelf: 'counter' });
  docs.put(keyOf(sequence), { id: keyOf(sequence), ...facts, sequence, shelf: 'recent' });
  docs.patch(keyOf(sequence - recentEntries), (entry) =>
    entry.shelf === 'recent' ? { ...entry, shelf: 'older' } : entry,
  );
}

function keyOf(sequence: number): string {
  return `h${sequence}`;
}
