import { unlessErased, type Documents } from '@tessera/service-kit';
import type { Actor, ReleaseRef } from '../events.ts';
import { projection } from '../vocabulary.ts';

export type Action =
  | 'PUBLISHED'
  | 'PROMOTED'
  | 'CANARY_STARTED'
  | 'CANARY_WIDENED'
  | 'CANARY_ENDED'
  | 'ROLLED_BACK'
  | 'PINNED'
  | 'UNPINNED'
  | 'RETIRED'
  | 'KILLED';

/** GraphQL's HistoryEntry. */
export interface HistoryEntryDocument {
  readonly id: string;
  readonly action: Action;
  readonly environment: string | null;
  readonly module: string;
  readonly version: string;
  readonly previousVersion: string | null;
  readonly at: string;
  readonly by: string | null;
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
      record(docs, { ...nowhere, action: 'PUBLISHED', module, version, at: time, by: unlessErased(by.name) }),
    ModulePromoted: (docs, e) => changed(docs, e, 'PROMOTED', e.data.live, e.data.replaced),
    ModuleRolledBack: (docs, e) => changed(docs, e, 'ROLLED_BACK', e.data.live, e.data.replaced),
    CanaryStarted: (docs, e) => changed(docs, e, 'CANARY_STARTED', e.data.canary, e.data.stable),
    CanaryWidened: (docs, e) => changed(docs, e, 'CANARY_WIDENED', e.data.canary),
    CanaryEnded: (docs, e) => changed(docs, e, 'CANARY_ENDED', e.data.stable, e.data.canary),
    ModulePinned: (docs, e) => changed(docs, e, 'PINNED', e.data.release, e.data.was),
    ModuleUnpinned: (docs, e) => changed(docs, e, 'UNPINNED', e.data.release),
    ModuleRetired: (docs, e) => changed(docs, e, 'RETIRED', e.data.live),
    ReleaseKilled: (docs, e) => changed(docs, e, 'KILLED', e.data.killed),
  },
});

type Facts = Omit<HistoryEntryDocument, 'id' | 'sequence' | 'shelf'>;

interface Change {
  readonly data: {
    readonly environment: string;
    readonly module: string;
    readonly reason: string | null;
    readonly by: Actor;
  };
  readonly time: string;
}

const nowhere = { environment: null, previousVersion: null, reason: null };

function changed(
  docs: Documents<HistoryDocument>,
  { data, time }: Change,
  action: Action,
  { version }: ReleaseRef,
  before: ReleaseRef | null = null,
): void {
  const { environment, module, reason, by } = data;
  const previousVersion = before?.version ?? null;
  record(docs, { action, environment, module, version, previousVersion, at: time, by: unlessErased(by.name), reason });
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
