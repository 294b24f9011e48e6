/**
 * Typed documents of one app from its `src/operations/*.graphql`, into git-ignored `.tessera/graphql/`:
 * `graphql.ts` (imported as `#graphql`) and `operations.json`, the persisted operations with where each was written,
 * which is what `tessera publish` puts in the contract.
 */
import { executeCodegen } from '@graphql-codegen/cli';
import { preset } from '@graphql-codegen/client-preset';
import { Kind, parse, Source, visit } from 'graphql';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { entityKeysOf } from './entity-keys.mjs';
import { hashTexts, readText, writeText } from './fresh.mjs';

/** Bump when what is generated changes for the same inputs. */
const generation = 'app-documents/3';

/** Apps and the shell, those with operations. @returns {{name: string, folder: string, files: {path: string, text: string}[]}[]} */
export function appsWithOperations(root) {
  const apps = readdirSync(join(root, 'apps'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [
    ...apps.map(({ name }) => ({ name, folder: join(root, 'apps', name) })),
    { name: 'shell', folder: join(root, 'shell') },
  ]
    .map((app) => ({ ...app, files: operationFiles(app.folder) }))
    .filter(({ files }) => files.length > 0);
}

/** Every `.graphql` file below `src/operations`, in a stable order; `path` is relative to the app. */
export function operationFiles(folder) {
  const operations = join(folder, 'src', 'operations');
  try {
    return readdirSync(operations, { recursive: true })
      .filter((name) => name.endsWith('.graphql'))
      .sort()
      .map((name) => {
        const file = join(operations, name);
        return { path: relative(folder, file).replaceAll('\\', '/'), text: readText(file) };
      });
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

/** @returns {Promise<boolean>} whether anything had to be generated */
export async function generateAppDocuments({ name, folder, files }, schema) {
  const out = join(folder, '.tessera', 'graphql');
  const stamp = hashTexts([generation, schema, ...files.flatMap(({ path, text }) => [path, text])]);
  if (readText(join(out, 'stamp')) === stamp && readText(join(out, 'graphql.ts')) !== undefined) return false;

  const documents = files.map(({ path, text }) => ({ location: path, document: parseFile(name, path, text) }));
  const generated = await runCodegen(name, folder, schema, documents);
  writeText(join(out, 'graphql.ts'), generated['graphql.ts']);
  const texts = JSON.parse(generated['persisted-documents.json']);
  writeText(join(out, 'operations.json'), `${JSON.stringify(describeOperations(texts, documents), null, 2)}\n`);
  writeText(join(out, 'stamp'), stamp);
  return true;
}

function parseFile(app, path, text) {
  try {
    return parse(new Source(text, path));
  } catch (error) {
    throw new Error(`${app}: ${error.toString()}`, { cause: error });
  }
}

/** @returns {Promise<Record<string, string>>} file name → content */
async function runCodegen(app, folder, schema, documents) {
  const keysIn = entityKeysOf(schema);
  const { result, error } = await executeCodegen({
    schema,
    cwd: folder,
    documents: documents.map(({ location }) => location),
    silent: true,
    generates: {
      'out/': {
        preset,
        presetConfig: {
          fragmentMasking: false,
          onExecutableDocumentNode: (document) => ({ entities: keysIn(document) }),
          persistedDocuments: { mode: 'embedHashInDocument', hashAlgorithm: sha256 },
        },
        documentTransforms: [addTypename],
        config: {
          useTypeImports: true,
          strictScalars: true,
          scalars: { ID: { input: 'string', output: 'string' } },
          enumType: 'string-literal',
          importExtension: '.ts',
          immutableTypes: true,
          arrayInputCoercion: false,
          nonOptionalTypename: true,
          skipTypeNameForRoot: true,
        },
      },
    },
  });
  if (error) {
    const reasons = (error.errors ?? [error]).map((one) => one.message);
    throw new Error(`${app}: operations do not fit the composed schema.\n${reasons.join('\n')}`, { cause: error });
  }
  return Object.fromEntries(result.map(({ filename, content }) => [filename.slice('out/'.length), content]));
}

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** `__typename` on every object but operation roots: caches need it there, and a subscription may select one field only. */
const addTypename = {
  transform: ({ documents }) =>
    documents.map((file) => ({
      ...file,
      document: visit(file.document, {
        [Kind.SELECTION_SET](node, _key, parent) {
          if (parent?.kind === Kind.OPERATION_DEFINITION) return undefined;
          if (node.selections.some((one) => one.kind === Kind.FIELD && one.name.value === '__typename'))
            return undefined;
          const typename = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };
          return { ...node, selections: [typename, ...node.selections] };
        },
      }),
    })),
};

/** @param {Record<string, string>} texts hash → text @returns the contract's `operations` */
function describeOperations(texts, documents) {
  const sources = new Map(
    documents.flatMap(({ location, document }) =>
      document.definitions
        .filter((one) => one.kind === Kind.OPERATION_DEFINITION && one.name)
        .map((one) => [one.name.value, { file: location, line: one.loc.startToken.line }]),
    ),
  );
  return Object.entries(texts)
    .map(([hash, text]) => {
      const operation = parse(text).definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
      const name = operation.name.value;
      return { name, kind: operation.operation, hash, text, source: sources.get(name) };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
