/** Contracts small enough to read, and releases of them as a build would make them: manifest, digest, everything. */
import { digestOf, integrityOf, noContributions, operationHash, type Contributions } from '@tessera/contracts';
import { deriveUses } from '@tessera/contracts/extract';
import { buildSchema, parse, print, type OperationDefinitionNode } from 'graphql';

/** The orders service; what `orders` asks for is in it. */
export const ordersSdl = `
type Order @key(selectionSet: "{ id }") { id: ID! number: String! total: Int! }
type Query { order(id: ID!): Order _orders(ids: [ID!]!): [Order]! @merge(keyField: "id", keyArg: "ids") }`;

const composed = buildSchema('type Order { id: ID! number: String! total: Int! } type Query { order(id: ID!): Order }');

/** An app that asks for nothing. */
export const idleApp = { operations: [], shared: {}, contributions: noContributions };

/** An app that runs these operations. */
export async function appContract(operations: string, contributions: Partial<Contributions> = {}) {
  const file = 'src/operations/order.graphql';
  const document = parse(operations);
  const { operations: uses, types } = deriveUses([{ file, document }], composed);
  const nodes = document.definitions.filter((node) => node.kind === 'OperationDefinition') as OperationDefinitionNode[];
  const published = nodes.map(async (node) => {
    const name = node.name!.value;
    const text = print(node);
    const source = { file, line: node.loc!.startToken.line };
    return { name, kind: node.operation, hash: await operationHash(text), text, source, uses: [...uses.get(name)!] };
  });
  return {
    operations: await Promise.all(published),
    types,
    shared: {},
    contributions: { ...noContributions, ...contributions },
  };
}

export function serviceContract(service: string, schema: string) {
  return { service, schema, streams: [], events: {}, consumes: {}, live: {}, computed: [] };
}

export interface Draft {
  readonly module: string;
  readonly version: string;
  readonly team: string;
  readonly kind: 'app' | 'service' | 'shell' | 'library';
  readonly contract: object;
}

/** What `tessera publish` would send. */
export async function releaseOf({ module, version, team, kind, contract }: Draft) {
  const content = `export const version = '${version}';`;
  const file = { integrity: await integrityOf(content), bytes: content.length, type: 'text/javascript; charset=utf-8' };
  const frontend = kind !== 'service' ? { entry: 'entry.js', css: [], preload: [] } : {};
  const files = kind !== 'service' ? { 'entry.js': file } : {};
  const builtAt = '2026-11-23T07:59:00.000Z';
  const draft = { schemaVersion: 1, module, kind, team, version, builtAt, ...frontend, files, contract };
  const manifest = { ...draft, digest: await digestOf(draft) };
  return {
    module,
    version,
    kind: kind.toUpperCase(),
    team,
    contact: `#team-${team}`,
    digest: manifest.digest,
    size: content.length,
    manifest: JSON.stringify(manifest),
  };
}
