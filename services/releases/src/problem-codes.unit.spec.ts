/** docs/reference/release-codes.md has every code that a release verb can answer, and no other. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, isEnumType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { schema } from './schema.ts';

const root = join(import.meta.dirname, '../../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const kit = 'packages/service-kit/src/core';

/** Whatever is answered is made here: the service's decisions, */
const own = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !/\.(?:spec|fixture)\.ts$/.test(path) && path !== 'schema.ts')
  .map((path) => read(`services/releases/src/${path}`));
/** the kit's way to them, and what a manifest is held against. */
const others = [
  `${kit}/command/command-engine.ts`,
  `${kit}/graphql/request-context.ts`,
  'packages/contracts/src/contract-error.ts',
  'packages/contracts/src/manifest.ts',
].map(read);

const all = (texts: readonly string[], pattern: RegExp) =>
  new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map(([, code]) => code!)));

/** Positions of a feed, read by nobody's verb. */
const ofReading = new Set(['INVALID_CURSOR']);
const answered = [
  ...all([...own, ...others], /(?:\breject\(\s*|\bcode(?:: | = )|\badvice, |\bServiceError\(\s*)'([A-Z][A-Z_]+)'/g),
].filter((code) => !ofReading.has(code));

const documented = [...read('docs/reference/release-codes.md').matchAll(/^\| `([A-Z_]+)` \|(.+)\|(.+)\|$/gm)];

describe('the codes of release verbs', () => {
  test('stand in the reference, each once, with what they mean and what to do', () => {
    expect(documented.map(([, code]) => code!).sort()).toEqual(answered.sort());
    for (const [row, , means, way] of documented)
      expect([row, means!.trim() !== '', way!.trim() !== '']).toEqual([row, true, true]);
  });

  test('are found in the source however they are written: no other word looks like one', () => {
    const words = Object.values(buildSchema(schema, { assumeValidSDL: true }).getTypeMap()).flatMap((type) =>
      isEnumType(type) ? type.getValues().map(({ name }) => name) : [],
    );
    const actions = read('services/releases/src/projections/history.ts').match(/export type Action =([^;]+);/)![1]!;
    const known = new Set([...answered, ...ofReading, ...words, ...actions.match(/[A-Z_]+/g)!]);
    const unaccounted = [...all(own, /'([A-Z]+(?:_[A-Z]+)+)'/g)].filter((word) => !known.has(word));
    expect(unaccounted).toEqual([]);
  });
});
