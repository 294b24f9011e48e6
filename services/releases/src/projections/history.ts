import { unlessErased, type Documents } from '@tessera/service-kit';
import type { Actor, CanaryFinding, Judgement, Refusal, ReleaseRef } from '../events.ts';
import { projection } from '../vocabulary.ts';

export type Action =
  | 'PUBLISHED'
  | 'PROMOTED'
  | 'CANARY_STARTED'
  | 'CANARY_WIDENED'
  | 'CANARY_ENDED'
  | 'ROLLED_BACK'
  | 'FINALIZED'
  | 'PINNED'
  | 'UNPINNED'
  | 'RETIRED'
  | 'KILLED'
  | 'REFUSED';

/** GraphQL's HistoryEntry. */
export interface HistoryEntryDocument {
  readonly id: string;
  readonly action: Action;
  readonly environment: string | null;
  readonly team: string;
  readonly module: string;
  readonly version: string;
  readonly previousVersion: string | null;
  readonly at: string;
  readonly by: string | null;
  readonly reason: string | null;
  readonly share: number | null;
  readonly pin: string | null;
  readonly judgement: Judgement | null;
  readonly refusals: readonly Refusal[];
  readonly evidence: readonly CanaryFinding[];
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

/** What a publication is indexed by: it is of no environment. Environments cannot be called that. */
export const ofNone = '*';

/** Who did what when, for ever. */
export const history = projection<HistoryDocument>({
  type: 'HistoryEntry',
  partition: (document) => document.shelf,
  indexes: {
    /** Null for the counter, so that no list counts it. */
    sequence: (document) => (document.shelf === 'counter' ? null : document.sequence),
    module: (document) => (document.shelf === 'counter' ? null : document.module),
    environment: (document) => (document.shelf === 'counter' ? null : (document.environment ?? ofNone)),
    team: (document) => (document.shelf === 'counter' ? null : document.team),
    action: (document) => (document.shelf === 'counter' ? null : document.action),
  },
  on: {
    ReleasePublished: (docs, e) => note(docs, e, { action: 'PUBLISHED', version: e.data.version }),
    ModulePromoted: (docs, e) => note(docs, e, { action: 'PROMOTED', ...fromTo(e.data.replaced, e.data.live) }),
    ModuleRolledBack: (docs, e) => note(docs, e, { action: 'ROLLED_BACK', ...fromTo(e.data.replaced, e.data.live) }),
    ModuleFinalized: (docs, e) => note(docs, e, { action: 'FINALIZED', ...fromTo(e.data.gaveUp, e.data.live) }),
    CanaryStarted: (docs, e) => note(docs, e, { action: 'CANARY_STARTED', ...fromTo(e.data.stable, e.data.canary) }),
    CanaryWidened: (docs, e) => note(docs, e, { action: 'CANARY_WIDENED', version: e.data.canary.version }),
    CanaryEnded: (docs, e) => note(docs, e, { action: 'CANARY_ENDED', ...fromTo(e.data.canary, e.data.stable) }),
    ModulePinned: (docs, e) =>
      note(docs, e, { action: 'PINNED', ...fromTo(e.data.was, e.data.release), pin: e.data.name }),
    ModuleUnpinned: (docs, e) =>
      note(docs, e, { action: 'UNPINNED', version: e.data.release.version, pin: e.data.name }),
    ModuleRetired: (docs, e) => note(docs, e, { action: 'RETIRED', version: e.data.live.version }),
    ReleaseKilled: (docs, e) => note(docs, e, { action: 'KILLED', version: e.data.killed.version }),
    AttemptRefused: (docs, e) => note(docs, e, { action: 'REFUSED', version: e.data.version }),
  },
});

type Facts = Omit<HistoryEntryDocument, 'id' | 'sequence' | 'shelf'>;

/** What the events have in common, as far as they have it. */
interface Happened {
  readonly data: {
    readonly environment?: string;
    readonly team: string;
    readonly module: string;
    readonly by: Actor;
    readonly reason?: string | null;
    readonly share?: number | null;
    readonly judgement?: Judgement | null;
    readonly refusals?: readonly Refusal[];
    readonly evidence?: readonly CanaryFinding[];
  };
  readonly time: string;
}

function note(
  docs: Documents<HistoryDocument>,
  { data, time }: Happened,
  facts: Pick<Facts, 'action' | 'version'> & Partial<Facts>,
): void {
  const { environment = null, team, module, by, reason = null, share = null } = data;
  const { judgement = null, refusals = [], evidence = [] } = data;
  const who = { team, module, at: time, by: unlessErased(by.name) };
  const what = { environment, previousVersion: null, reason, share, pin: null, judgement, refusals, evidence };
  record(docs, { ...who, ...what, ...facts });
}

function fromTo(from: ReleaseRef | null, { version }: ReleaseRef) {
  return { version, previousVersion: from?.version ?? null };
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
