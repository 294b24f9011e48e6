/** What the gate answers, in this service's words: GraphQL's Verdict, and what of it is recorded. */
import {
  renderRefusal,
  renderVerdict,
  type Refusal as GateRefusal,
  type Verdict as GateVerdict,
} from '@tessera/contracts/gate';
import type { Judgement, Refusal } from '../events.ts';

/** GraphQL's Verdict. */
export interface Verdict extends Judgement {
  readonly ok: boolean;
  readonly environment: string;
  readonly module: string;
  readonly version: string;
  readonly refusals: readonly Refusal[];
  /** All of it in words. */
  readonly text: string;
}

/** @param what would become of it: the gate speaks of deploying, whoever asks. */
export function verdictOf(
  verdict: GateVerdict,
  unjudged: string[],
  what: 'deployed' | 'retired' = 'deployed',
): Verdict {
  const { candidate, environment, position, judged, refusals } = verdict;
  const without = unjudged.length === 0 ? '' : `Not judged, because no contract is known: ${unjudged.join(', ')}.\n`;
  return {
    ok: verdict.ok,
    environment,
    module: candidate.module,
    version: candidate.version,
    position,
    releases: judged.releases,
    pairs: judged.pairs,
    unjudged,
    refusals: refusals.map(refusalOf),
    text: `${renderVerdict(verdict).replace(' be deployed: ', ` be ${what}: `)}${without}`,
  };
}

/** What events remember of a verdict that let a release through. */
export function judgementOf({ position, releases, pairs, unjudged }: Verdict): Judgement {
  return { position, releases, pairs, unjudged };
}

function refusalOf(refusal: GateRefusal): Refusal {
  const { code, consumer, provider, subject, message, places, waysOut } = refusal;
  return {
    code,
    consumer: sideOf(consumer),
    provider: sideOf(provider),
    subject,
    message,
    places: places.map(({ file, line, operation = null }) => ({ file, line, operation })),
    waysOut,
    text: renderRefusal(refusal),
  };
}

function sideOf({ module, version, roles, openTabs, owner }: GateRefusal['consumer']): Refusal['consumer'] {
  return { module, version, roles, openTabs, team: owner?.team ?? null, contact: owner?.contact ?? null };
}
