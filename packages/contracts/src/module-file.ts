/**
 * `tessera.json`: what a folder says of itself that no teams.json lists, because it lives in another repository. What it
 * claims is held against the platform's teams.json and its deploy token when it is published.
 */
import { z } from 'zod';
import { parseWith } from './contract-error.ts';
import { contributionsSchema, noContributions } from './contributions.ts';
import { filePath, moduleName } from './names.ts';

const common = { module: moduleName, team: z.string().min(1), contact: z.string().min(1) };

export const moduleFileSchema = z.union([
  /** Built by our preset; `src/app.ts` says what it contributes. */
  z.strictObject({ ...common, format: z.literal('esm').optional() }),
  /** A standard Module Federation remote, built by the folder's own tools. */
  z.strictObject({
    ...common,
    format: z.literal('mf'),
    /** Where its build is. */
    dist: filePath.default('dist'),
    /** The remote's entry, an ES module. */
    entry: filePath.default('remoteEntry.js'),
    /** A route's `page` is the name it exposes. */
    contributions: z.preprocess(
      (given) => (typeof given === 'object' && given !== null ? { ...noContributions, ...given } : given),
      contributionsSchema,
    ),
  }),
]);

export type ModuleFile = z.infer<typeof moduleFileSchema>;

export function parseModuleFile(value: unknown, where: string): ModuleFile {
  return parseWith(
    moduleFileSchema,
    value,
    where,
    'Mend it; docs/how-to/from-another-repository.md says what stands in it.',
  );
}
