/** The operations a module publishes: its `src/operations/*.graphql`, compiled to persisted documents with their place in the source. */
import type { KnownTypes, PublishedOperation } from '@tessera/contracts';
import { deriveUses } from '@tessera/contracts/extract';
import { buildSchema, parse, Source } from 'graphql';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateAppDocuments, operationFiles } from '../../../../tools/generate/app-documents.mjs';
import { serviceSchemas } from '../../../../tools/generate/service-schemas.mjs';
import { CliError, messageOf } from '../errors/cli-error.ts';
import { readTeams } from '../supervisor/plan.ts';
import { composeSchema } from './composed-schema.ts';
import { otherSide } from './other-side.ts';

export interface ModuleOperations {
  readonly operations: PublishedOperation[];
  /** The types behind them; undefined of a module without operations. */
  readonly types?: KnownTypes;
}

/** Also (re)writes the typed documents the build imports as `#graphql`. */
export async function readOperations(root: string, module: string, folder: string): Promise<ModuleOperations> {
  const files = operationFiles(folder);
  if (files.length === 0) return { operations: [] };
  const schemas = serviceSchemas(root);
  const schema = composeSchema(schemas);
  try {
    await generateAppDocuments({ name: module, folder, files }, schema);
  } catch (error) {
    throw new CliError('OPERATION_REFUSED', `${module}: an operation does not fit the schema`, {
      why: messageOf(error).replaceAll(`${folder}/`, ''),
      advice: otherSide(messageOf(error), schemas, readTeams(root)),
      cause: error,
    });
  }
  const persisted = JSON.parse(
    readFileSync(join(folder, '.tessera', 'graphql', 'operations.json'), 'utf8'),
  ) as PublishedOperation[];
  const documents = files.map(({ path, text }) => ({ file: path, document: parse(new Source(text ?? '', path)) }));
  const { operations, types } = deriveUses(documents, buildSchema(schema));
  return {
    operations: persisted.map((operation) => ({ ...operation, uses: [...(operations.get(operation.name) ?? [])] })),
    types,
  };
}
