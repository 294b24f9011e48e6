/**
 * May this release go live? Asks the gate about one candidate and everything somebody can still run in an environment.
 * The verdict is about one composition, which it names: whoever acts on it must act on that one.
 */
import type { Teams } from '@tessera/contracts';
import {
  createGate,
  type ContractOf,
  type Gate,
  type LiveRelease,
  type LiveRole,
  type PublishedReleases,
  type Verdict as GateVerdict,
} from '@tessera/contracts/gate';
import type { ResolverContext } from '@tessera/service-kit';
import { releaseId } from '../names.ts';
import { liveReleases, teamsOf, type LiveReleases } from './live-releases.ts';
import { publishedReleases } from './published-releases.ts';
import { recordedBy } from './recorded-by.ts';
import { verdictOf, type Verdict } from './verdict.ts';
import { whyNoGraph } from './why-no-graph.ts';

export interface Question {
  readonly environment: string;
  /** The composition's newest cursor; the documents have been folded up to it. */
  readonly position: string;
}

/** Of a candidate that would be live in this role. */
export function judgeCandidate(
  ctx: ResolverContext,
  question: Question,
  candidate: ContractOf,
  role: LiveRole,
): Verdict {
  const published = publishedReleases(ctx, question.environment);
  const live = liveReleases(ctx, question.environment);
  return judgeCandidates(ctx, question, live, [candidate], role, published)[0]!;
}

/**
 * Of several, each for itself: as if it alone were promoted.
 * @param published so that refusals name versions, and the graph is composed; without it neither is done, which costs less
 */
export function judgeCandidates(
  ctx: ResolverContext,
  { environment, position }: Question,
  { releases, unjudged }: LiveReleases,
  candidates: readonly ContractOf[],
  role: LiveRole,
  published?: PublishedReleases,
): Verdict[] {
  const teams = teamsOf(ctx, [...releases, ...candidates].map(nameOf));
  // Composing takes its time: not for a matrix of candidates.
  const recorded = recordedBy(ctx, environment);
  const gate = gateFor(environment, { teams, published, recorded, compose: published && whyNoGraph });
  gate.update({ environment, position, releases });
  return candidates.map((one) => verdictOf(gate.judge(one, role), withoutSelf(unjudged, one)));
}

/** Of taking a module away: whether anything that stays cannot do without it. */
export function judgeRetirement(ctx: ResolverContext, question: Question, leaving: ContractOf): Verdict {
  const { environment, position } = question;
  const { releases, unjudged } = liveReleases(ctx, environment);
  // What to promote first is no question where something leaves.
  const teams = teamsOf(ctx, releases.map(nameOf));
  const gate = gateFor(environment, { teams, published: undefined, recorded: undefined, compose: undefined });
  // Of a library one major goes.
  const major = (version: string): string => version.slice(0, version.indexOf('.'));
  const goes = (one: LiveRelease): boolean =>
    one.module === leaving.module && (leaving.kind !== 'library' || major(one.version) === major(leaving.version));
  const stay = releases.filter((one) => !goes(one));
  gate.update({ environment, position, releases });
  const now = new Set(stay.flatMap((one) => refusalsAgainst(gate, one).map(keyOf)));
  gate.update({ environment, position, releases: stay });
  // What does not hold today either is not this retirement's doing.
  const refusals = stay.flatMap((one) => refusalsAgainst(gate, one).filter((each) => !now.has(keyOf(each))));
  const verdict: GateVerdict = {
    ok: refusals.length === 0,
    candidate: { module: leaving.module, version: leaving.version, kind: leaving.kind },
    environment,
    position,
    judged: { releases: stay.length, pairs: stay.length },
    refusals,
  };
  return verdictOf(verdict, withoutSelf(unjudged, leaving), 'retired');
}

type GateRefusal = GateVerdict['refusals'][number];

/** What a release that is live asks for and does not get: it is put before the gate as if it were new. */
function refusalsAgainst(gate: Gate, { roles, openTabs = 0, ...release }: LiveRelease): GateRefusal[] {
  const role = roles.every((each) => each === 'canary') ? 'canary' : 'stable';
  const { refusals } = gate.judge(release as ContractOf, role);
  const own = refusals.filter(({ consumer }) => nameOf(consumer) === nameOf(release));
  return own.map((refusal) => ({ ...refusal, consumer: { ...refusal.consumer, roles: [...roles], openTabs } }));
}

const keyOf = ({ code, consumer, subject }: GateRefusal): string =>
  `${code} ${consumer.module}@${consumer.version} ${subject}`;
const nameOf = ({ module, version }: { readonly module: string; readonly version: string }): string =>
  releaseId(module, version);

function withoutSelf(unjudged: readonly string[], candidate: ContractOf): string[] {
  return unjudged.filter((id) => id !== nameOf(candidate));
}

/** How many environments' indexes are kept. */
const most = 8;

/** An index over an environment's live releases, kept from one question to the next: only what changed is looked at again. */
const gates = new Map<string, { readonly gate: Gate; readonly options: Asked }>();

interface Asked {
  teams: Teams;
  published: PublishedReleases | undefined;
  recorded: ReturnType<typeof recordedBy> | undefined;
  compose: typeof whyNoGraph | undefined;
}

function gateFor(environment: string, asked: Asked): Gate {
  const found = gates.get(environment);
  if (found !== undefined) {
    Object.assign(found.options, asked);
    return found.gate;
  }
  const options = { ...asked };
  const gate = createGate({ environment, position: '', releases: [] }, options);
  if (gates.size >= most) gates.delete(gates.keys().next().value!);
  gates.set(environment, { gate, options });
  return gate;
}
