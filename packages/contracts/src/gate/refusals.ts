/** From findings to refusals: one per pair and subject, with owners, places from the repository's root, and the ways out. */
import { commandIn } from '../command-line.ts';
import { compareVersions } from '../names.ts';
import type { Teams } from '../teams.ts';
import { ownerOf } from '../teams.ts';
import { consumersFirst, providerFirst, refusalKinds } from './codes.ts';
import type { Finding, FoundPlace } from './finding.ts';
import type { LiveRelease, LiveRole } from './live-set.ts';
import { nameOf } from './live-set.ts';
import type { NextRelease, NextReleases } from './next-release.ts';
import type { Place, Refusal, Side } from './verdict.ts';

export interface RefusalContext {
  readonly candidate: LiveRelease;
  /** Where the ways out lead. */
  readonly environment: string;
  readonly teams?: Teams | undefined;
  /** Live releases of a module. */
  of(module: string): readonly LiveRelease[];
  /** Undefined: nobody said what is published. */
  readonly next?: NextReleases | undefined;
}

export function refusalsOf(findings: readonly Finding[], context: RefusalContext): Refusal[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { code, consumer, provider, subject } = finding;
    const key = [nameOf(consumer), nameOf(provider), subject, code].join('\n');
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  const sufferers = new Map<string, Set<string>>();
  for (const finding of findings) {
    const names = sufferers.get(problemOf(finding)) ?? new Set();
    sufferers.set(problemOf(finding), names.add(nameOf(finding.consumer)));
  }
  // In an order of its own, so that the same verdict reads the same whoever asked and whatever was asked before.
  return [...groups.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, group]) => refusal(group, sufferers, context));
}

/** Problem → the consumers that have it, by name. */
type Sufferers = ReadonlyMap<string, ReadonlySet<string>>;
const problemOf = ({ code, subject, provider }: Finding): string => [code, subject, nameOf(provider)].join('\n');

function refusal(group: readonly Finding[], sufferers: Sufferers, context: RefusalContext): Refusal {
  const [finding] = group as [Finding];
  const { code, consumer, provider, subject, message } = finding;
  const places = new Map(
    group.flatMap((one) => one.places).map((place) => [`${place.file}:${place.line} ${place.operation}`, place]),
  );
  return {
    code,
    consumer: side(consumer, context),
    provider: side(provider, context),
    subject,
    message: [...new Set(group.map((one) => one.message))].join('; ') || message,
    places: [...places.values()].sort(byPlace).map((place) => fromRoot(place, consumer.module, context.teams)),
    waysOut: waysOut(finding, sufferers, context),
  };
}

const byPlace = (a: FoundPlace, b: FoundPlace): number =>
  a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1;

function side(release: Finding['provider'], { candidate, teams }: RefusalContext): Side {
  const owner = teams && ownerOf(teams, release.module);
  const isCandidate = release === candidate;
  const live = 'roles' in release ? release : undefined;
  return {
    module: release.module,
    version: release.version,
    roles: isCandidate ? ['candidate'] : [...(live?.roles ?? [])],
    openTabs: live?.openTabs ?? 0,
    ...(owner === undefined ? {} : { owner }),
  };
}

function fromRoot(place: FoundPlace, module: string, teams: Teams | undefined): Place {
  const folder = teams?.modules[module]?.path;
  return { ...place, file: folder === undefined ? place.file : `${folder}/${place.file}` };
}

function waysOut(finding: Finding, sufferers: Sufferers, context: RefusalContext): string[] {
  const { code, consumer, provider, subject } = finding;
  const isProvider = provider === context.candidate;
  const words: Readonly<Record<string, string>> = {
    subject,
    typeName: subject.split(/[. ]/)[0]!,
    consumer: nameOf(consumer),
    provider: nameOf(provider),
    consumerModule: consumer.module,
    providerModule: provider.module,
    consumerNext: nextOf(finding, sufferers, context),
  };
  const templates: readonly string[] = refusalKinds[code][isProvider ? 'provider' : 'consumer'];
  const ways = templates.flatMap((way) => {
    if (way === providerFirst && context.next) return firstOffering(finding, context.next, context);
    if (way === consumersFirst && context.next) return firstDoingWithout(finding, context.next, context);
    return way.replaceAll(/\{(\w+)\}/g, (_, word: string) => words[word] ?? '');
  });
  // Nobody starts it any more: what is left of it can be ended.
  const { environment } = context;
  const counterpart = isProvider ? consumer : provider;
  if (!('roles' in counterpart)) return ways;
  if (counterpart.roles.includes('serving')) return [untilItLeaves(counterpart, environment), ...ways];
  if (isOnly(counterpart, 'previous')) return [finalize(counterpart, environment), ...ways];
  const isLeftOver = isProvider && consumer.roles.every((role) => role === 'previous' || role === 'tabs');
  return isLeftOver && consumer.module !== provider.module ? [...ways, kill(consumer, environment)] : ways;
}

function firstOffering(finding: Finding, next: NextReleases, { environment, teams }: RefusalContext): string[] {
  const { provider, subject } = finding;
  const found = next.offering(finding);
  if (found === 'none published')
    return [`no published release of ${provider.module} offers ${subject}${whomToAsk(provider.module, teams)}`];
  // Everybody has it already: only what is left of the one before is in the way.
  if (found.isStable && 'roles' in provider && isOnly(provider, 'previous', 'serving')) return [];
  return [`promote ${rangeOf(found)} first${andFinalize(provider, environment)}`];
}

function firstDoingWithout(finding: Finding, next: NextReleases, { environment, teams }: RefusalContext): string[] {
  const { consumer, subject } = finding;
  const found = next.doingWithout(finding);
  if (found === 'none published')
    return [
      `no published release of ${consumer.module} after ${consumer.version} does without ${subject}${whomToAsk(consumer.module, teams)}`,
    ];
  if (found.isStable) return [];
  return [`promote ${rangeOf(found)} first, which no longer needs ${subject}${andFinalize(consumer, environment)}`];
}

const rangeOf = ({ module, version, andLater }: Exclude<NextRelease, string>): string =>
  andLater ? `${module} ≥ ${version}` : `${module}@${version}`;

/** What everybody has becomes the way back then, and counts as such. */
function andFinalize(release: Finding['provider'], environment: string): string {
  if (!('roles' in release) || !release.roles.includes('stable')) return '';
  return `, then give up its way back to ${release.version}: ${commandIn(environment, `finalize ${lineOf(release)}`)}`;
}

function whomToAsk(module: string, teams: Teams | undefined): string {
  const owner = teams && ownerOf(teams, module);
  return owner === undefined ? '' : `; ask team ${owner.team} (${owner.contact})`;
}

const isOnly = ({ roles }: LiveRelease, ...some: readonly LiveRole[]): boolean =>
  roles.length > 0 && roles.every((each) => some.includes(each));

/** Requests leave it by themselves, as soon as what is live can take them. */
function untilItLeaves(release: LiveRelease, environment: string): string {
  const wait = `wait until requests no longer go to ${nameOf(release)} (tessera status says what keeps them there; a gateway that was killed is believed for five minutes)`;
  return release.roles.includes('previous') ? `${wait}, then ${finalize(release, environment)}` : wait;
}

/** Only the way back stands in the way. What that costs is said with it. */
function finalize(release: LiveRelease, environment: string): string {
  const line = lineOf(release);
  return `${commandIn(environment, `finalize ${line}`)} (${line} can then no longer be rolled back to ${release.version} in one step)`;
}

/** Of a library each major has a way back of its own. */
function lineOf({ module, version, kind }: LiveRelease): string {
  return kind === 'library' ? `${module}@${version.slice(0, version.indexOf('.'))}` : module;
}

function kill(release: LiveRelease, environment: string): string {
  const tabs = release.openTabs ?? 0;
  const because = tabs === 0 ? 'nothing runs it' : `its ${tabs} open ${tabs === 1 ? 'tab' : 'tabs'} must then switch`;
  return `${commandIn(environment, `kill ${nameOf(release)}`)} (${because}, and it never goes live again)`;
}

/** The newest live release of the consumer without this problem, by which it is solved; else one that has to be made. */
function nextOf(finding: Finding, sufferers: Sufferers, context: RefusalContext): string {
  const { consumer, subject } = finding;
  const still = sufferers.get(problemOf(finding))!;
  const free = context
    .of(consumer.module)
    .filter((one) => !still.has(nameOf(one)) && compareVersions(one.version, consumer.version) > 0)
    .sort((a, b) => compareVersions(a.version, b.version));
  const [first] = free;
  return first === undefined
    ? `a release of ${consumer.module} after ${consumer.version} that no longer needs ${subject}`
    : `${consumer.module} ≥ ${first.version}`;
}
