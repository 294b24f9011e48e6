/**
 * May these releases go live, each for itself, in each environment? One question instead of many: the live releases are
 * read once per environment, and an answer is kept until somebody can run something else there.
 */
import type { LiveRelease } from '@tessera/contracts/gate';
import type { ResolverContext } from '@tessera/service-kit';
import type { LiveModuleDocument } from '../projections/composition.ts';
import type { ReleaseDocument } from '../projections/releases.ts';
import type { RevisionDocument } from '../projections/revisions.ts';
import { defaultEnvironment } from '../changes/change.ts';
import { lineOf } from '../lines.ts';
import { waitingAmong } from './candidates.ts';
import { judgeCandidates } from './judge.ts';
import { candidateOf, isSameLive, liveReleases, rowsOf } from './live-releases.ts';
import type { Verdict as GateVerdict } from './verdict.ts';

/** GraphQL's DeployAnswer. */
type Answer = 'YES' | 'NO' | 'LIVE' | 'CANARY' | 'KILLED' | 'UNKNOWN' | 'PENDING';

/** GraphQL's DeployCell. */
interface Cell {
  readonly environment: string;
  readonly answer: Answer;
  readonly revision: string;
  readonly reasons: number;
  readonly first: string | null;
}

/** GraphQL's DeployCandidate. */
interface Candidate extends Pick<
  ReleaseDocument,
  'id' | 'module' | 'kind' | 'team' | 'version' | 'publishedAt' | 'publishedBy'
> {
  readonly cells: readonly Cell[];
}

/** GraphQL's Deployability. */
interface Deployability {
  readonly environments: readonly string[];
  readonly candidates: readonly Candidate[];
  readonly leftOff: number;
  readonly pending: number;
}

/** Releases in one answer, at most. */
const mostCandidates = 200;
/** Releases that are looked through for candidates, newest first. */
const lookedThrough = 1_000;
/** Verdicts made for one question; the rest are `PENDING`, so that nobody else waits for long. Asking again goes on. */
const freshVerdicts = 40;
/** Environments whose answers are kept. */
const mostEnvironments = 8;

/** Every module's newest releases that are not live yet. */
export function deployability(
  ctx: ResolverContext,
  { module, environment }: { readonly module?: string | null; readonly environment?: string | null },
): Deployability {
  const partition = module ?? '*';
  const releases = ctx
    .docs<ReleaseDocument>('releases')
    .page({ partition, order: 'position', descending: true, first: lookedThrough }).items;
  const rows = ctx
    .docs<LiveModuleDocument>('composition')
    .page({ partition: '*', order: 'module', first: lookedThrough }).items;
  const { candidates, leftOff } = waitingAmong(releases, rows, mostCandidates, environment ?? defaultEnvironment);
  return { ...judgedIn(ctx, candidates, environmentsOf(ctx)), leftOff };
}

/** Of releases that somebody looks at, in the order asked for; those that were never published are left out. */
export function deployabilityOf(
  ctx: ResolverContext,
  { ids, environment }: { readonly ids: readonly string[]; readonly environment?: string | null },
): Deployability {
  const found = ctx.docs<ReleaseDocument>('releases').getMany(ids.slice(0, mostCandidates));
  const known = found.filter((release) => release !== null);
  const leftOff = Math.max(0, ids.length - mostCandidates);
  return { ...judgedIn(ctx, known, [environment ?? defaultEnvironment]), leftOff };
}

/** Where people work comes first. */
function environmentsOf(ctx: ResolverContext): string[] {
  const { items } = ctx.docs<RevisionDocument>('revisions').page({ partition: '*', first: lookedThrough });
  const others = items.map(({ environment }) => environment).filter((one) => one !== defaultEnvironment);
  return [defaultEnvironment, ...others.sort()];
}

function judgedIn(ctx: ResolverContext, releases: readonly ReleaseDocument[], environments: readonly string[]) {
  const budget = { left: freshVerdicts };
  const columns = environments.map((environment) => columnOf(ctx, environment, releases, budget));
  const candidates = releases.map((release, at): Candidate => {
    const { id, module, kind, team, version, publishedAt, publishedBy } = release;
    return { id, module, kind, team, version, publishedAt, publishedBy, cells: columns.map((cells) => cells[at]!) };
  });
  const pending = columns.flat().filter(({ answer }) => answer === 'PENDING').length;
  return { environments, candidates, pending };
}

type Verdict = Pick<Cell, 'answer' | 'reasons' | 'first'>;

interface Kept {
  readonly live: readonly LiveRelease[];
  /** By release. */
  readonly answers: Map<string, Verdict>;
}

/** What was answered last in each environment. */
const kept = new Map<string, Kept>();

function columnOf(
  ctx: ResolverContext,
  environment: string,
  releases: readonly ReleaseDocument[],
  budget: { left: number },
): Cell[] {
  const rows = new Map(rowsOf(ctx, environment).map((row) => [lineOf(row.kind, row.module, row.version), row]));
  const rowFor = ({ kind, module, version }: ReleaseDocument) => rows.get(lineOf(kind, module, version));
  const revision = [...rows.values()][0]?.revision ?? '';
  const live = liveReleases(ctx, environment);
  const answers = answersFor(environment, live.releases);
  const open = releases.filter(
    (release) => standingOf(release, rowFor(release)) === undefined && !answers.has(keyOf(release)),
  );
  const now = open.slice(0, budget.left);
  budget.left -= now.length;
  const candidates = now.map(({ module, version }) => candidateOf(ctx, module, version));
  const known = candidates.filter((candidate) => candidate !== undefined);
  const verdicts = judgeCandidates(ctx, { environment, position: revision }, live, known, 'stable');
  now.forEach((release, at) => {
    const candidate = candidates[at];
    const verdict = candidate && verdicts[known.indexOf(candidate)];
    answers.set(keyOf(release), verdict ? answerOf(verdict) : unknown);
  });
  return releases.map((release) => {
    const standing = standingOf(release, rowFor(release));
    const answer = standing ? { ...quiet, answer: standing } : (answers.get(keyOf(release)) ?? pending);
    return { environment, revision, ...answer };
  });
}

function answerOf({ ok, refusals }: GateVerdict): Verdict {
  return { answer: ok ? 'YES' : 'NO', reasons: refusals.length, first: refusals[0]?.text ?? null };
}

const quiet = { reasons: 0, first: null } as const;
const unknown: Verdict = { ...quiet, answer: 'UNKNOWN' };
const pending: Verdict = { ...quiet, answer: 'PENDING' };
const keyOf = ({ id, digest }: ReleaseDocument): string => `${id} ${digest}`;

/** What is so whatever the gate says. */
function standingOf({ version }: ReleaseDocument, row: LiveModuleDocument | undefined): Answer | undefined {
  if (row === undefined) return undefined;
  if (row.killed.includes(version)) return 'KILLED';
  if (row.version === version) return 'LIVE';
  return row.canaryVersion === version ? 'CANARY' : undefined;
}

function answersFor(environment: string, live: readonly LiveRelease[]): Map<string, Verdict> {
  const found = kept.get(environment);
  if (found && isSameLive(found.live, live)) return found.answers;
  const answers = new Map<string, Verdict>();
  kept.delete(environment);
  if (kept.size >= mostEnvironments) kept.delete(kept.keys().next().value!);
  kept.set(environment, { live, answers });
  return answers;
}
