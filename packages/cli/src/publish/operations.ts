/** The operations a module publishes: its `src/operations/*.graphql`, compiled to persisted documents with their place in the source. */
import type { PublishedOperation } from '@tessera/contracts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateAppDocuments, operationFiles } from '../../../../tools/generate/app-documents.mjs';
import { composeSchema } from '../../../../tools/generate/composed-schema.mjs';
import { serviceSchemas } from '../../../../tools/generate/service-schemas.mjs';
import { CliError, messageOf } from '../errors/cli-error.ts';

/** Also (re)writes the typed documents the build imports as `#graphql`. */
export async function readOperations(root: string, module: string, folder: string): Promise<PublishedOperation[]> {
  const files = operationFiles(folder);
  if (files.length === 0) return [];
  try {
    await generateAppDocuments({ name: module, folder, files }, composeSchema(serviceSchemas(root)));
  } catch (error) {
    throw new CliError('OPERATION_REFUSED', `${module}: an operation does not fit the schema`, {
      why: messageOf(error).replaceAll(`${folder}/`, ''),
      advice: "Mend the operation, or the service's schema.graphql that it should fit.",
      cause: error,
    });
  }
  return JSON.parse(
    readFileSync(join(folder, '.tessera', 'graphql', 'operations.json'), 'utf8'),
  ) as PublishedOperation[];
}
