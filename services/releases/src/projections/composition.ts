import { unlessErased, type Documents } from '@tessera/service-kit';
import { lineOf } from '../lines.ts';
import type { Actor, ModuleKind, ReleaseRef } from '../events.ts';
import { afterKill, afterPromotion, afterRollback } from '../way-back.ts';
import { projection } from '../vocabulary.ts';

/** GraphQL's Pin. */
export interface PinDocument {
  readonly name: string;
  readonly version: string;
  readonly digest: string;
}

/** GraphQL's LiveModule. */
export interface LiveModuleDocument {
  /** `<environment>/<line>` */
  readonly id: string;
  readonly environment: string;
  readonly module: string;
  readonly kind: ModuleKind;
  readonly team: string;
  readonly contact: string;
  readonly version: string;
  readonly digest: string;
  readonly previousVersion: string | null;
  readonly previousDigest: string | null;
  /** Where rollbacks lead, newest last. `previousVersion` is the last of them, unless it was found not to hold; internal. */
  readonly earlier: readonly ReleaseRef[];
  readonly finalizedAt: string | null;
  readonly canaryVersion: string | null;
  readonly canaryDigest: string | null;
  readonly canaryShare: number | null;
  readonly canarySince: string | null;
  readonly killed: readonly string[];
  readonly pins: readonly PinDocument[];
  readonly since: string;
  readonly by: string | null;
  readonly reason: string | null;
  readonly revision: string;
}

/** What is live, by `<environment>/<module>` (a library: `<environment>/<module>@<major>`); one partition per environment. */
export const composition = projection<LiveModuleDocument>({
  type: 'LiveModule',
  partition: (live) => live.environment,
  indexes: { module: (live) => live.module },
  on: {
    ModulePromoted: (docs, e) => {
      const { replaced } = e.data;
      goLive(docs, e, (before) => ({ ...noCanary, earlier: afterPromotion(before, replaced ?? undefined) }));
    },
    ModuleRolledBack: (docs, e) => goLive(docs, e, (before) => ({ earlier: afterRollback(before) })),
    CanaryStarted: (docs, e) => {
      const { canary, share } = e.data;
      change(docs, e, canary, () => ({
        canaryVersion: canary.version,
        canaryDigest: canary.digest,
        canaryShare: share,
        canarySince: e.time,
      }));
    },
    CanaryWidened: (docs, e) => change(docs, e, e.data.canary, () => ({ canaryShare: e.data.share })),
    CanaryEnded: (docs, e) => change(docs, e, e.data.canary, () => noCanary),
    ModulePinned: (docs, e) => {
      const { name, release } = e.data;
      change(docs, e, release, ({ pins }) => ({
        pins: [...pins.filter((pin) => pin.name !== name), { name, ...release }].sort((a, b) =>
          a.name < b.name ? -1 : 1,
        ),
      }));
    },
    ModuleUnpinned: (docs, e) =>
      change(docs, e, e.data.release, ({ pins }) => ({ pins: pins.filter((pin) => pin.name !== e.data.name) })),
    ModuleFinalized: (docs, e) =>
      change(docs, e, e.data.live, () => ({ ...previousIn(null), earlier: [], finalizedAt: e.time })),
    ModuleRetired: (docs, e) => {
      docs.remove(keyOf(e.data, e.data.live));
      nameRevision(docs, e, e.data.live);
    },
    ReleaseKilled: (docs, e) => {
      const { killed, live, replaced } = e.data;
      const ended = (version: string | null) => version === killed.version || version === live.version;
      if (replaced !== null) goLive(docs, e);
      change(docs, e, killed, (row) => ({
        ...previousIn(e.data.previous),
        earlier: afterKill(row.earlier, killed.version, live),
        ...(ended(row.canaryVersion) ? noCanary : {}),
        killed: [...row.killed, killed.version],
        pins: row.pins.filter((pin) => pin.version !== killed.version),
      }));
    },
  },
});

interface Changed {
  readonly data: {
    readonly environment: string;
    readonly module: string;
    readonly kind: ModuleKind;
    readonly modules: readonly string[];
  };
  readonly version: string;
}

interface WentLive extends Changed {
  readonly data: Changed['data'] & {
    readonly team: string;
    readonly contact: string;
    readonly live: ReleaseRef;
    readonly previous: ReleaseRef | null;
    readonly reason: string | null;
    readonly by: Actor;
  };
  readonly time: string;
}

const noCanary = { canaryVersion: null, canaryDigest: null, canaryShare: null, canarySince: null };
/** Any release of the line says which it is. */
type OfLine = Pick<ReleaseRef, 'version'>;
const keyOf = ({ environment, kind, module }: Changed['data'], { version }: OfLine) =>
  `${environment}/${lineOf(kind, module, version)}`;

function previousIn(previous: ReleaseRef | null) {
  return { previousVersion: previous?.version ?? null, previousDigest: previous?.digest ?? null };
}

function goLive(
  docs: Documents<LiveModuleDocument>,
  e: WentLive,
  also: (earlier: readonly ReleaseRef[]) => Partial<LiveModuleDocument> = () => ({}),
): void {
  const { environment, module, kind, team, contact, live, previous, reason, by } = e.data;
  const id = keyOf(e.data, live);
  const { canaryVersion, canaryDigest, canaryShare, canarySince, killed, pins, earlier } = docs.get(id) ?? newcomer;
  docs.put(id, {
    id,
    environment,
    module,
    kind,
    team,
    contact,
    version: live.version,
    digest: live.digest,
    ...previousIn(previous),
    earlier,
    finalizedAt: null,
    canaryVersion,
    canaryDigest,
    canaryShare,
    canarySince,
    killed,
    pins,
    since: e.time,
    by: unlessErased(by.name),
    reason,
    revision: e.version,
    ...also(earlier),
  });
  nameRevision(docs, e, live);
}

const newcomer = { ...noCanary, killed: [], pins: [], earlier: [] };

function change(
  docs: Documents<LiveModuleDocument>,
  e: Changed,
  of: OfLine,
  to: (row: LiveModuleDocument) => Partial<LiveModuleDocument>,
): void {
  docs.patch(keyOf(e.data, of), (row) => ({ ...row, ...to(row), revision: e.version }));
  nameRevision(docs, e, of);
}

/** The revision is the whole composition's: a decision based on any row must name its newest position. */
function nameRevision(
  docs: Documents<LiveModuleDocument>,
  { data, version: revision }: Changed,
  { version }: OfLine,
): void {
  const own = lineOf(data.kind, data.module, version);
  for (const other of data.modules) {
    if (other !== own) docs.patch(`${data.environment}/${other}`, (row) => ({ ...row, revision }));
  }
}
