/** Signing as this process is told to do it: `TESSERA_COMPOSITION_KEY` names the file of the private key. */
import type { RunOptions } from '@tessera/service-kit/node';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCompositionFiles } from './composition-files.ts';
import { signCompositions } from './sign-compositions.ts';

export const signingOf: NonNullable<RunOptions['beside']> = ({ runtime }, logger, environment) => {
  const keyFile = environment['TESSERA_COMPOSITION_KEY'];
  if (!keyFile) {
    logger.warn(
      'TESSERA_COMPOSITION_KEY is not set: compositions are not signed here, and gateways take no unsigned one',
    );
    return { close: () => Promise.resolve() };
  }
  return signCompositions({
    runtime,
    files: createCompositionFiles(join(environment['TESSERA_DATA']!, 'artifacts')),
    readKey: () => readFile(keyFile, 'utf8'),
    logger,
    now: () => new Date().toISOString(),
  });
};
