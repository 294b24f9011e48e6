/**
 * Looking at pairs is the same as trying every mix: on small random products, the gate refuses a candidate exactly when some
 * mix of live releases that holds it, and that one person could meet, answers an operation wrongly.
 * `npm run proof -- pairwise [--products 3000] [--seed 1]`
 */
import { judge } from '../src/gate/index.ts';
import type { ContractOf, LiveRelease, LiveRole } from '../src/gate/index.ts';
import { createRandom } from '../src/testing/random.ts';
import type { Random } from '../src/testing/random.ts';

export interface PairwiseProofOptions {
  readonly products?: number;
  readonly seed?: number;
}

/** A field of the one entity `T`, or of the value object `V` that `T.v` leads to. */
type Field = 'a' | 'b' | 'c' | 'v' | 'v.x' | 'v.y';
const fields: readonly Field[] = ['a', 'b', 'c', 'v', 'v.x', 'v.y'];

interface Release {
  readonly module: string;
  readonly version: string;
  readonly roles: readonly LiveRole[];
  /** Of a service: what it offers of T. Of an app: what it selects. Field → its type. */
  readonly fields: ReadonlyMap<Field, string>;
}

/** `s1` answers the root field; all of them know T by its key. */
const services = ['s1', 's2', 's3'];
const apps = ['app1', 'app2'];

export function run({ products = 3_000, seed = 1 }: PairwiseProofOptions = {}) {
  const random = createRandom(seed);
  const disagreements: unknown[] = [];
  const counts = { refused: 0, accepted: 0, mixes: 0 };
  for (let product = 0; product < products;) {
    const live = makeLive(random);
    // A product that is broken before anybody touches it has nothing to say about a candidate.
    if (breaks(live, undefined, counts)) continue;
    product++;
    for (let trial = 0; trial < 6; trial++) {
      const candidate = makeCandidate(live, random);
      // What no single service may be is judged by the composition rules; here it is about what is asked of them.
      if (conflicts([...live, candidate])) continue;
      const all = [...live, candidate];
      const byMixes = breaks(all, candidate, counts);
      const verdict = judge(
        contractOf(candidate),
        { environment: 'e', position: 'p', releases: live.map(liveOf) },
        {},
      ).refusals;
      const byPairs = verdict.length > 0;
      counts[byPairs ? 'refused' : 'accepted']++;
      if (byMixes !== byPairs)
        disagreements.push({
          live: live.map(shown),
          candidate: shown(candidate),
          byMixes,
          refusals: verdict.map(({ code, subject }) => `${code} ${subject}`),
        });
    }
  }
  return {
    ok: disagreements.length === 0,
    disagreements: disagreements.length,
    ...counts,
    examples: disagreements.slice(0, 3),
    products,
    seed,
  };
}

/** Whether some mix (one release of each module) answers wrongly; with `holding`, only mixes that hold it count. */
function breaks(live: readonly Release[], holding: Release | undefined, counts: { mixes: number }): boolean {
  const modules = [...new Set(live.map(({ module }) => module))];
  const mix: Release[] = [];
  const walk = (index: number): boolean => {
    const module = modules[index];
    if (module === undefined) {
      // A user is in one canary at most; an app's stays in their tabs after it ended, when they may be given another.
      const canaries = mix.filter(
        ({ module: each, roles }) => services.includes(each) && roles.every((role) => role === 'canary'),
      );
      if (canaries.length > 1) return false;
      counts.mixes++;
      return mix.some((app) => apps.includes(app.module) && !isAnswered(app, mix));
    }
    return live
      .filter((one) => one.module === module && (holding?.module !== module || one === holding))
      .some((one) => {
        mix.push(one);
        const broken = walk(index + 1);
        mix.pop();
        return broken;
      });
  };
  return walk(0);
}

/** As stitching answers: from the release that answers the root where it can, else from any other that knows T by its key. */
function isAnswered(app: Release, mix: readonly Release[]): boolean {
  const root = mix.find(({ module }) => module === 's1')!;
  const others = mix.filter((one) => services.includes(one.module) && one !== root);
  const rightIn = (one: Release, field: Field) => one.fields.get(field) === app.fields.get(field);
  return [...app.fields.keys()].every((field) => {
    if (field.startsWith('v.')) return true;
    const from = root.fields.has(field) ? [root] : others.filter((one) => one.fields.has(field));
    if (from.length === 0) return false;
    const below = [...app.fields.keys()].filter((one) => field === 'v' && one.startsWith('v.'));
    // V has no key: what lies below comes from where the V came from, whichever of them stitching asks.
    return from.every((one) => rightIn(one, field) && below.every((part) => rightIn(one, part)));
  });
}

function makeLive(random: Random): Release[] {
  const roles: readonly (readonly LiveRole[])[] = [['stable'], ['canary'], ['previous'], ['tabs']];
  const release = (module: string, index: number): Release => ({
    module,
    version: `1.${index}.0`,
    roles: index === 0 ? ['stable'] : random.pick(roles.slice(1)),
    fields: apps.includes(module) ? select(random) : offer(random, module === 's1' ? 0.75 : 0.35),
  });
  return [...services, ...apps].flatMap((module) =>
    Array.from({ length: 1 + random.int(3) }, (_, index) => release(module, index)),
  );
}

function makeCandidate(live: readonly Release[], random: Random): Release {
  const before = random.pick(live);
  const changed = new Map(before.fields);
  const field = random.pick(fields);
  if (changed.has(field)) changed.delete(field);
  else changed.set(field, 'Int');
  if (changed.has('a') && random.chance(0.1)) changed.set('a', 'String');
  return { module: before.module, version: '2.0.0', roles: ['stable'], fields: tidy(changed) };
}

function offer(random: Random, share: number): ReadonlyMap<Field, string> {
  return tidy(new Map(fields.filter(() => random.chance(share)).map((field) => [field, 'Int'])));
}

function select(random: Random): ReadonlyMap<Field, string> {
  return tidy(new Map(fields.filter(() => random.chance(0.35)).map((field) => [field, 'Int'])));
}

/** `v` leads to what is below it: both or neither. */
function tidy(chosen: Map<Field, string>): ReadonlyMap<Field, string> {
  if (!chosen.has('v.x') && !chosen.has('v.y')) chosen.delete('v');
  if (!chosen.has('v')) for (const part of ['v.x', 'v.y'] as const) chosen.delete(part);
  else chosen.set('v', 'V');
  return chosen;
}

/** Services that differ on a field's type can be no graph at all. */
function conflicts(live: readonly Release[]): boolean {
  return fields.some(
    (field) =>
      new Set(live.filter(({ module }) => services.includes(module)).flatMap((one) => one.fields.get(field) ?? []))
        .size > 1,
  );
}

function contractOf(release: Release): ContractOf {
  const { module, version } = release;
  const own = (prefix: string) =>
    [...release.fields].flatMap(([field, type]) =>
      (prefix === '' ? !field.includes('.') : field.startsWith(prefix))
        ? [{ field: field.replace(prefix, ''), type }]
        : [],
    );
  const empty = { navigation: [], commands: [], routes: [], slots: { offers: [], fills: [] } };
  if (apps.includes(module)) {
    const select = [
      { field: 'id', type: 'ID!', line: 2 },
      ...own('').map((one) => ({
        ...one,
        line: 3,
        ...(one.field === 'v' ? { select: own('v.').map((part) => ({ ...part, line: 4 })) } : {}),
      })),
    ];
    const operation = {
      name: 'Q',
      kind: 'query' as const,
      hash: '',
      text: 'query Q { t { id } }',
      source: { file: 'q.graphql', line: 1 },
      uses: [{ field: 't', type: 'T', line: 1, select }],
    };
    return {
      module,
      version,
      kind: 'app',
      contract: {
        operations: [operation],
        types: { enums: {}, inputs: {}, abstract: {}, scalars: [] },
        shared: {},
        contributions: empty,
      },
    };
  }
  const below = own('v.')
    .map(({ field, type }) => `${field}: ${type}`)
    .join(' ');
  const schema = [
    `type T @key(selectionSet: "{ id }") { id: ID! ${own('')
      .map(({ field, type }) => `${field}: ${type}`)
      .join(' ')} }`,
    below === '' ? '' : `type V { ${below} }`,
    `type Query { ${module === 's1' ? 't: T ' : ''}_${module}(ids: [ID!]!): [T]! @merge(keyField: "id", keyArg: "ids") }`,
  ].join('\n');
  return {
    module,
    version,
    kind: 'service',
    contract: { service: module, schema, streams: [], events: {}, consumes: {}, live: {}, computed: [] },
  };
}

const liveOf = (release: Release): LiveRelease => ({ ...contractOf(release), roles: release.roles });
const shown = ({ module, version, roles, fields: has }: Release) =>
  `${module}@${version} (${roles.join()}): ${[...has].map(([field, type]) => `${field} ${type}`).join(', ')}`;
