/**
 * How long the gate takes in a large product: one candidate against 100 apps of 50 operations each and 50 services, each
 * module in four live releases. Indexed as the releases service keeps it; the index's own making is printed, too.
 */
import {
  createGate,
  type ContractOf,
  type Gate,
  type LiveRelease,
  type LiveRole,
} from '../../packages/contracts/src/gate/index.ts';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { percentile, type Reporter } from './figures.ts';
import { lineChart } from './line-chart.ts';

const roles: readonly (readonly LiveRole[])[] = [['stable'], ['previous'], ['canary'], ['tabs']];
const operationsPerApp = 50;

export async function run({ figure, say, detail, quick }: Reporter): Promise<void> {
  const growth: {
    apps: number;
    services: number;
    coldMs: number;
    warmMs: number;
    cpuMs: number;
    operations: number;
  }[] = [];
  for (const apps of quick ? [10, 25] : [10, 25, 50, 100, 150]) {
    const measured = measure(apps, Math.ceil(apps / 2));
    growth.push(measured);
    say(
      `${apps} apps, ${measured.services} services: index ${measured.coldMs.toFixed(0)} ms, one verdict ${measured.warmMs.toFixed(1)} ms (${measured.operations} operations live)`,
    );
    if (apps !== 100) continue;
    figure({ figure: 'gate.large-ms', value: measured.warmMs, unit: 'ms', bound: '<= 1000' });
    // On a machine that others use, the time it was given says more about the gate than the time it waited.
    figure({ figure: 'gate.large-cpu-ms', value: measured.cpuMs, unit: 'ms of CPU' });
    figure({ figure: 'gate.cold-index-ms', value: measured.coldMs, unit: 'ms' });
  }
  detail('growth', growth);
  const proof = JSON.parse(readFileSync(join(import.meta.dirname, '../../docs/proofs/gate.json'), 'utf8')) as {
    result: Record<string, number>;
  };
  figure({
    figure: 'gate.escapes',
    value: proof.result['gate.escapes']!,
    unit: 'of 300 breaking changes',
    bound: '= 0',
  });
  figure({
    figure: 'gate.false-alarms-pct',
    value: proof.result['gate.false-alarms-pct']!,
    unit: '% of 300 harmless changes',
    bound: '<= 2',
  });
  if (quick) return;
  const pictures = join(import.meta.dirname, '../../docs/pictures');
  mkdirSync(pictures, { recursive: true });
  const points = (key: 'coldMs' | 'warmMs') => growth.map((one) => [one.apps, one[key]] as const);
  writeFileSync(
    join(pictures, 'gate-growth.svg'),
    lineChart('The gate as the product grows', 'apps (half as many services, four live releases of each)', 'ms', [
      { name: 'index, cold', points: points('coldMs') },
      { name: 'one verdict', points: points('warmMs') },
    ]),
  );
}

function measure(apps: number, services: number) {
  const releases: LiveRelease[] = [
    ...Array.from({ length: services }, (_, index) => everyRelease(service(index, services))).flat(),
    ...Array.from({ length: apps }, (_, index) => everyRelease(app(index, services))).flat(),
    ...everyRelease(shell()),
  ];
  const before = performance.now();
  const gate = createGate({ environment: 'bench', position: 'e.1', releases });
  const coldMs = performance.now() - before;
  // The worst of the three kinds of candidate, each the middle of several; one that is refused has more to say.
  const candidates = [breaking(service(0, services)), service(1, services), app(0, services), shell()].map((one) => ({
    ...one,
    version: '5.0.0',
  }));
  const times = candidates.map((candidate) => median(gate, candidate));
  const warmMs = Math.max(...times.map((one) => one.wallMs));
  const cpuMs = Math.max(...times.map((one) => one.cpuMs));
  const refused = gate.judge(candidates[0]!).refusals.length;
  if (refused === 0) throw new Error('The breaking candidate was let through: what was measured is not the gate.');
  for (const candidate of candidates.slice(1)) {
    const [first] = gate.judge(candidate).refusals;
    if (first) throw new Error(`The product that was made up does not hold: ${first.code} ${first.subject}`);
  }
  return { apps, services, coldMs, warmMs, cpuMs, operations: apps * operationsPerApp * roles.length };
}

function median(gate: Gate, candidate: ContractOf): { wallMs: number; cpuMs: number } {
  const samples = Array.from({ length: 9 }, () => {
    const [before, cpu] = [performance.now(), process.cpuUsage()];
    gate.judge(candidate);
    const { user, system } = process.cpuUsage(cpu);
    return { wallMs: performance.now() - before, cpuMs: (user + system) / 1000 };
  });
  return {
    wallMs: percentile(
      samples.map((one) => one.wallMs),
      0.5,
    ),
    cpuMs: percentile(
      samples.map((one) => one.cpuMs),
      0.5,
    ),
  };
}

function everyRelease(contract: ContractOf): LiveRelease[] {
  return roles.map(
    (role, index) =>
      ({
        ...contract,
        contract: structuredClone(contract.contract),
        version: `1.${index}.0`,
        roles: role,
        openTabs: index === 3 ? 12 : 0,
      }) as LiveRelease,
  );
}

const fieldNames = Array.from({ length: 12 }, (_, index) => `field${index}`);

function service(index: number, count: number): ContractOf {
  const next = (index + 1) % count;
  const schema = `
    enum Status${index} { OPEN CLOSED }
    type Thing${index} @key(selectionSet: "{ id }") { id: ID! status: Status${index}! parts: [Part${index}!]! next: Thing${next} ${fieldNames.map((name) => `${name}: String!`).join(' ')} }
    type Thing${next} @key(selectionSet: "{ id }") { id: ID! }
    type Part${index} { name: String! count: Int! }
    type Problem { code: String! message: String! field: String }
    type Result${index} { thing: Thing${index} position: String problem: Problem }
    input Change${index} { commandId: ID! id: ID! note: String }
    type Query { thing${index}(id: ID!): Thing${index} things${index}(first: Int = 50, after: String): [Thing${index}!]! _things${index}(ids: [ID!]!): [Thing${index}]! @merge(keyField: "id", keyArg: "ids") }
    type Mutation { change${index}(input: Change${index}!): Result${index}! }
    type Subscription { thingList${index}: [Thing${index}!]! @live(projection: "things") }`;
  const text = { type: 'string' };
  const names = ['Made', 'Changed', 'Moved', 'Closed', 'Reopened'];
  const data = {
    type: 'object',
    properties: { id: text, note: text, at: text, count: { type: 'integer' } },
    required: ['id', 'note', 'at', 'count'],
    additionalProperties: false,
  };
  const read = { type: 'object', properties: { id: text, count: { type: 'integer' } }, required: ['id', 'count'] };
  return {
    module: `service${index}`,
    version: '1.0.0',
    kind: 'service',
    contract: {
      service: `s${index}`,
      schema,
      events: Object.fromEntries(names.map((name) => [name, { version: 1, schema: data }])),
      consumes: Object.fromEntries(
        [1, 2, 3].map((step) => [`s${(index + step) % count}.${names[step]}`, { version: 1, schema: read }]),
      ),
      live: { [`thingList${index}`]: { projection: 'things', type: `Thing${index}` } },
      computed: [],
    },
  };
}

function breaking(contract: ContractOf): ContractOf {
  if (contract.kind !== 'service') throw new Error('not a service');
  return {
    ...contract,
    contract: { ...contract.contract, schema: contract.contract.schema.replace('field3: String!', '') },
  };
}

function app(index: number, services: number): ContractOf {
  const operations = Array.from({ length: operationsPerApp }, (_, number) => {
    const of = (index + number * 7) % services;
    const next = (of + 1) % services;
    const file = 'src/operations/all.graphql';
    const line = 10 * number + 1;
    const plain = [...fieldNames.map((field) => ({ field, type: 'String!', line }))];
    const thing = [
      { field: 'id', type: 'ID!', line },
      { field: 'status', type: `Status${of}!`, line },
      ...plain,
      {
        field: 'parts',
        type: `[Part${of}!]!`,
        line,
        select: [
          { field: 'name', type: 'String!', line },
          { field: 'count', type: 'Int!', line },
        ],
      },
      { field: 'next', type: `Thing${next}`, line, select: [{ field: 'id', type: 'ID!', line }, ...plain.slice(0, 4)] },
    ];
    const kind = number % 5 === 4 ? ('mutation' as const) : ('query' as const);
    const uses =
      kind === 'query'
        ? [{ field: `thing${of}`, type: `Thing${of}`, line, args: { id: { variable: 'ID!' } }, select: thing }]
        : [
            {
              field: `change${of}`,
              type: `Result${of}!`,
              line,
              args: { input: { variable: `Change${of}!` } },
              select: [
                { field: 'thing', type: `Thing${of}`, line, select: thing.slice(0, 5) },
                { field: 'problem', type: 'Problem', line, select: [{ field: 'code', type: 'String!', line }] },
              ],
            },
          ];
    return { name: `App${index}Op${number}`, kind, hash: '', text: '', source: { file, line }, uses };
  });
  const all = Array.from({ length: services }, (_, of) => of);
  const types = {
    enums: Object.fromEntries(all.map((of) => [`Status${of}`, ['OPEN', 'CLOSED']])),
    inputs: Object.fromEntries(
      all.map((of) => [`Change${of}`, { commandId: { type: 'ID!' }, id: { type: 'ID!' }, note: { type: 'String' } }]),
    ),
    abstract: {},
    scalars: ['ID', 'String', 'Int'],
  };
  const name = `app${index}`;
  return {
    module: name,
    version: '1.0.0',
    kind: 'app',
    contract: {
      operations,
      types,
      shared: { react: '^19.3.0', 'react-dom': '^19.3.0', '@tessera/shared-ui': '^1.0.0' },
      contributions: {
        routes: [{ path: `/${name}`, page: 'p', title: name }],
        navigation: [],
        slots: { offers: [`${name}/aside/v1`], fills: index === 0 ? [] : [`app${index - 1}/aside/v1`] },
        commands: [{ id: `${name}.open`, label: name }],
      },
    },
  };
}

function shell(): ContractOf {
  const entry = (version: string) => ({ version, file: 'x.js' });
  return {
    module: 'shell',
    version: '1.0.0',
    kind: 'shell',
    contract: {
      operations: [],
      shared: {},
      contributions: { routes: [], navigation: [], slots: { offers: [], fills: [] }, commands: [] },
      provides: { react: entry('19.3.1'), 'react-dom': entry('19.3.1'), '@tessera/shared-ui': entry('1.2.0') },
    },
  };
}
