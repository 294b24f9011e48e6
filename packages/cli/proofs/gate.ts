/**
 * The gate's mutation test. From this repository's own contracts, changes over every column are made, and for each the gate
 * and an oracle that shares no code with it say whether it breaks something that is live: operations are executed over the
 * really stitched graph, events go through real casts and schemas, the page is put together.
 * `npm run proof -- gate [--breaking 300] [--harmless 300] [--seed 1]`
 */
import type { PublishedOperation, ServiceContract } from '@tessera/contracts';
import { deriveUses } from '@tessera/contracts/extract';
import { createGate, renderVerdict, type ContractOf } from '@tessera/contracts/gate';
import { createRandom, type Random } from '@tessera/contracts/testing';
import type { ServiceDefinition } from '@tessera/service-kit';
import { buildSchema, parse, print, validate, visit, type GraphQLSchema } from 'graphql';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTeams } from '@tessera/contracts';
import { repository } from '../src/commands/context.ts';
import { composeSchema } from '../src/publish/composed-schema.ts';
import { readModuleContract } from '../src/publish/module-contract.ts';
import { loadService } from '../src/publish/service-contract.ts';
import { canBeMadeUp, findUnread, mutateEvent } from './mutations/event-column.ts';
import { mutateSchema } from './mutations/mutate-schema.ts';
import {
  createWorld,
  findBreak,
  readOperation,
  type Preferred,
  type ServiceSdl,
  type TestOperation,
  type World,
} from './mutations/operation-oracle.ts';
import { findMisplaced, findUnshared, mutatePlaces, mutateShared } from './mutations/page-column.ts';

export interface GateProofOptions {
  /** At least this many of each, by the oracle's word. */
  readonly breaking?: number;
  readonly harmless?: number;
  readonly seed?: number;
  /** Executions per operation and change. */
  readonly samples?: number;
}

type Column = 'schema' | 'operation' | 'event' | 'shared' | 'page';
type App = Extract<ContractOf, { kind: 'app' }>;
type Service = Extract<ContractOf, { kind: 'service' }>;

interface Trial {
  readonly what: string;
  readonly candidate: ContractOf;
  /** The oracle: what breaks, if anything. */
  breaks(): Promise<string | undefined> | string | undefined;
}

export async function run({ breaking = 300, harmless = 300, seed = 1, samples = 12 }: GateProofOptions = {}) {
  const random = createRandom(seed);
  const product = await readProduct();
  const releases = product.contracts.map((one) => ({ ...one, roles: ['stable' as const], openTabs: 1 }));
  const gate = createGate({ environment: 'proof', position: 'e.1', releases }, { teams: product.teams });
  const counts = { breaking: 0, harmless: 0 };
  const byColumn: Record<Column, { breaking: number; harmless: number }> = {
    schema: { breaking: 0, harmless: 0 },
    operation: { breaking: 0, harmless: 0 },
    event: { breaking: 0, harmless: 0 },
    shared: { breaking: 0, harmless: 0 },
    page: { breaking: 0, harmless: 0 },
  };
  const escapes: string[] = [];
  const falseAlarms: string[] = [];
  const seen = new Set<string>();
  const columns: readonly Column[] = [
    'schema',
    'schema',
    'schema',
    'schema',
    'operation',
    'operation',
    'event',
    'event',
    'event',
    'shared',
    'page',
  ];
  const makers: Record<Column, () => Trial | undefined> = {
    schema: () => schemaTrial(product, random, samples),
    operation: () => operationTrial(product, random, samples),
    event: () => eventTrial(product, random, samples),
    shared: () => sharedTrial(product, random),
    page: () => pageTrial(product, random),
  };
  for (
    let attempt = 0;
    attempt < 60 * (breaking + harmless) && (counts.breaking < breaking || counts.harmless < harmless);
    attempt++
  ) {
    const column = random.pick(columns);
    const trial = makers[column]();
    if (trial === undefined || seen.has(trial.what)) continue;
    seen.add(trial.what);
    const verdict = gate.judge(trial.candidate);
    const broken = await trial.breaks();
    const label = broken === undefined ? 'harmless' : 'breaking';
    if (counts[label] >= (label === 'breaking' ? breaking : harmless)) continue;
    counts[label]++;
    byColumn[column][label]++;
    if (broken !== undefined && verdict.ok) escapes.push(`${column}: ${trial.what}: ${broken}`);
    if (broken === undefined && !verdict.ok)
      falseAlarms.push(`${column}: ${trial.what}\n${renderVerdict(verdict).slice(0, 900)}`);
  }
  const falseAlarmsPct = (100 * falseAlarms.length) / Math.max(1, counts.harmless);
  return {
    ok: escapes.length === 0 && falseAlarmsPct <= 2 && counts.breaking === breaking && counts.harmless === harmless,
    'gate.escapes': escapes.length,
    'gate.false-alarms-pct': falseAlarmsPct,
    ...counts,
    byColumn,
    escapes,
    falseAlarms,
    seed,
  };
}

interface Product {
  readonly teams: ReturnType<typeof parseTeams>;
  readonly contracts: readonly ContractOf[];
  readonly apps: readonly App[];
  readonly services: readonly Service[];
  readonly definitions: ReadonlyMap<string, ServiceDefinition>;
  readonly schema: GraphQLSchema;
  /** By app. */
  readonly operations: ReadonlyMap<App, readonly TestOperation[]>;
}

async function readProduct(): Promise<Product> {
  const teams = parseTeams(JSON.parse(readFileSync(join(repository, 'teams.json'), 'utf8')));
  const contracts: ContractOf[] = [];
  const definitions = new Map<string, ServiceDefinition>();
  for (const [name, { kind, path }] of Object.entries(teams.modules)) {
    if (kind === 'gateway') continue;
    contracts.push(await readModuleContract(repository, teams, name));
    if (kind === 'service') definitions.set(name, await loadService(name, join(repository, path)));
  }
  const services = contracts.filter((one) => one.kind === 'service');
  const apps = contracts.filter((one) => one.kind === 'app');
  const schema = buildSchema(composeSchema(sdlOf(services)));
  const operations = new Map(
    apps.map((app) => [app, app.contract.operations.map(({ name, text }) => readFor(app, name, text, schema))]),
  );
  return { teams, contracts, apps, services, definitions, schema, operations };
}

const readFor = (app: App, name: string, text: string, schema: GraphQLSchema): TestOperation =>
  readOperation(name, text, schema, app.contract.contributions.tolerates);

const sdlOf = (services: readonly Service[]): ServiceSdl[] =>
  services.map(({ contract }) => ({ name: contract.service, sdl: contract.schema }));

/** A service with another schema, beside the apps there are. */
function schemaTrial(product: Product, random: Random, samples: number): Trial | undefined {
  const service = random.pick(product.services);
  const change = mutateSchema(service.contract.schema, random);
  if (change === undefined || !isSchema(change.sdl)) return undefined;
  const candidate = withSchema(service, change.sdl);
  const preferred: Preferred = change.value === undefined ? {} : { [change.type]: change.value };
  return {
    what: `${service.module}: ${change.what}`,
    candidate,
    async breaks() {
      const world = createWorld(
        sdlOf(product.services.map((one) => (one === service ? candidate : one))),
        random,
        preferred,
      );
      if (world.runtime === undefined) return 'the services are no graph';
      const operations = [...product.operations.values()].flat().filter(({ types }) => types.has(change.type));
      return firstBreak(operations, world, product.schema, random, preferred, samples);
    },
  };
}

/** An app built against a service as it is not (yet, or any more). */
function operationTrial(product: Product, random: Random, samples: number): Trial | undefined {
  const service = random.pick(product.services);
  const change = mutateSchema(service.contract.schema, random);
  if (change === undefined || !isSchema(change.sdl)) return undefined;
  let schema: GraphQLSchema;
  try {
    schema = buildSchema(
      composeSchema(sdlOf(product.services.map((one) => (one === service ? withSchema(service, change.sdl) : one)))),
    );
  } catch {
    return undefined;
  }
  const app = random.pick(product.apps);
  const [operation] = [random.pick(app.contract.operations)];
  const text =
    change.added === undefined ? operation.text : selecting(operation.text, change.type, change.added, schema);
  if (validate(schema, parse(text)).length > 0) return undefined;
  const test = readFor(app, operation.name, text, schema);
  if (!test.types.has(change.type)) return undefined;
  const { operations, types } = deriveUses([{ file: operation.source.file, document: parse(text) }], schema);
  const published: PublishedOperation = { ...operation, text, uses: [...operations.get(operation.name)!] };
  const candidate: App = { ...app, version: '9.0.0', contract: { ...app.contract, operations: [published], types } };
  const preferred: Preferred = change.value === undefined ? {} : { [change.type]: change.value };
  return {
    what: `${app.module} ${operation.name} built with ${service.module}: ${change.what}`,
    candidate,
    breaks: () =>
      findBreak(createWorld(sdlOf(product.services), random, preferred), test, schema, random, preferred, samples),
  };
}

/** The operation with a field more, wherever the type is selected from. */
function selecting(text: string, type: string, field: string, schema: GraphQLSchema): string {
  const { operations } = { operations: parse(text) };
  const named = new Map<unknown, string>();
  const note = (set: unknown, name: string) => void named.set(set, name);
  const fieldType = (parent: string, name: string): string | undefined => {
    const owner = schema.getType(parent);
    return owner && 'getFields' in owner
      ? String(owner.getFields()[name]?.type ?? '').replaceAll(/[[\]!]/g, '')
      : undefined;
  };
  return print(
    visit(operations, {
      OperationDefinition: (node) => note(node.selectionSet, schema.getRootType(node.operation)!.name),
      FragmentDefinition: (node) => note(node.selectionSet, node.typeCondition.name.value),
      SelectionSet: {
        enter(node) {
          const parent = named.get(node);
          if (parent === undefined) return undefined;
          for (const one of node.selections)
            if (one.kind === 'Field' && one.selectionSet)
              note(one.selectionSet, fieldType(parent, one.name.value) ?? '');
          return undefined;
        },
        leave(node, _key, _parent, _path, ancestors) {
          void ancestors;
          const hasTypename = node.selections.some((one) => one.kind === 'Field' && one.name.value === '__typename');
          // Only sets of this type know the field; `__typename` marks objects, roots have none.
          return hasTypename && isOn(node, type, named)
            ? {
                ...node,
                selections: [
                  ...node.selections,
                  ...parse(`{ ${field} }`).definitions.flatMap((one) =>
                    'selectionSet' in one && one.selectionSet ? one.selectionSet.selections : [],
                  ),
                ],
              }
            : undefined;
        },
      },
    }),
  );
}

function isOn(node: object, type: string, named: ReadonlyMap<unknown, string>): boolean {
  if (named.get(node) === type) return true;
  // A set whose inside was changed is another object: its first selection still is the one that was noted.
  return [...named].some(
    ([set, name]) => name === type && (set as { loc?: unknown }).loc === (node as { loc?: unknown }).loc,
  );
}

function eventTrial(product: Product, random: Random, samples: number): Trial | undefined {
  const service = random.pick(product.services);
  const producer = product.definitions.get(service.module)!;
  if (Object.keys(service.contract.events).length === 0) return undefined;
  const change = mutateEvent(service.contract, random);
  if (change === undefined) return undefined;
  const before = service.contract.events[change.type]!;
  if (!canBeMadeUp(producer, change.type, before.schema, random)) return undefined;
  const contract: ServiceContract = {
    ...service.contract,
    events: { ...service.contract.events, [change.type]: change.event },
  };
  return {
    what: `${service.module}: ${change.what}`,
    candidate: { ...service, version: '9.0.0', contract },
    breaks: () => findUnread(producer, before, change, [...product.definitions.values()], random, samples * 8),
  };
}

function sharedTrial(product: Product, random: Random): Trial {
  const shell = product.contracts.find((one) => one.kind === 'shell')!;
  const { what, candidate } = mutateShared(shell, product.apps, random);
  return { what, candidate, breaks: () => findUnshared(candidate, product.contracts) };
}

function pageTrial(product: Product, random: Random): Trial | undefined {
  const change = mutatePlaces(product.apps, random);
  return change && { ...change, breaks: () => findMisplaced(change.candidate, product.contracts) };
}

async function firstBreak(
  operations: readonly TestOperation[],
  world: World,
  schema: GraphQLSchema,
  random: Random,
  preferred: Preferred,
  samples: number,
): Promise<string | undefined> {
  for (const operation of operations) {
    const broken = await findBreak(world, operation, schema, random, preferred, samples);
    if (broken !== undefined) return `${operation.name}: ${broken}`;
  }
  return undefined;
}

function withSchema(service: Service, schema: string): Service {
  return { ...service, version: '9.0.0', contract: { ...service.contract, schema } };
}

/** A change that leaves no schema at all is found by any parser. */
function isSchema(sdl: string): boolean {
  try {
    buildSchema(sdl, { assumeValidSDL: true });
    return validateTypes(sdl);
  } catch {
    return false;
  }
}

const validateTypes = (sdl: string): boolean => !/\{\s*\}/.test(sdl.replaceAll(/"[^"]*"/g, ''));
