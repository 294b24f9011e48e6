/** A verdict as text, for terminals and logs. */
import type { Place, Refusal, Side, Verdict } from './verdict.ts';

/** At most this many places are written out; the data has them all. */
const shownPlaces = 5;

export function renderVerdict(verdict: Verdict): string {
  const { candidate, environment, judged, refusals } = verdict;
  const name = `${candidate.module}@${candidate.version}`;
  const seen = `judged against ${judged.releases} live ${judged.releases === 1 ? 'release' : 'releases'} of ${environment}`;
  if (verdict.ok) return `${name} can be deployed: ${seen}, nothing breaks.\n`;
  const head = `${name} cannot be deployed: ${refusals.length === 1 ? 'one thing breaks' : `${refusals.length} things break`} (${seen}).\n`;
  return [head, ...refusals.map(renderRefusal)].join('\n');
}

/** One refusal, the way people say it: who, what, where, how many are hit, whom to ask, what to do. */
export function renderRefusal(refusal: Refusal): string {
  const { code, consumer, provider, subject, message, places, waysOut } = refusal;
  const lines = [
    `  ${nameAnd(consumer)} and ${nameAnd(provider)}: ${subject} ${message} [${code}]`,
    ...places.slice(0, shownPlaces).map((place) => `    used in ${renderPlace(place)}`),
    ...(places.length > shownPlaces ? [`    … and ${places.length - shownPlaces} more places`] : []),
    `    ${whom(consumer, provider)}`,
    ...waysOut.map((way, index) => `    ${index === 0 ? 'either' : 'or    '} ${way}`),
  ];
  if (waysOut.length === 1) lines[lines.length - 1] = `    so ${waysOut[0]}`;
  return `${lines.join('\n')}\n`;
}

function renderPlace({ file, line, operation }: Place): string {
  return `${file}:${line}${operation === undefined ? '' : ` (${operation})`}`;
}

function nameAnd({ module, version, roles }: Side): string {
  const name = version === '*' ? module : `${module}@${version}`;
  return roles.length === 0 ? name : `${name} (${roles.join(', ')})`;
}

function whom(...sides: readonly Side[]): string {
  const tabs = sides.find((side) => side.openTabs > 0);
  const owners = new Map(
    sides.flatMap(({ owner }) => (owner === undefined ? [] : [[owner.team, `team ${owner.team} (${owner.contact})`]])),
  );
  const open =
    tabs === undefined
      ? []
      : [`${tabs.openTabs} open ${tabs.openTabs === 1 ? 'tab' : 'tabs'} of ${tabs.module}@${tabs.version}`];
  return [...open, ...owners.values()].join('; ') || 'nobody listed in teams.json owns either';
}
