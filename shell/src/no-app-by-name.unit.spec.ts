/** The shell knows apps by what the composition says, and by nothing else. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

interface Teams {
  readonly modules: Readonly<Record<string, { readonly kind: string }>>;
}

const teams = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'teams.json'), 'utf8')) as Teams;
const apps = Object.entries(teams.modules).flatMap(([name, { kind }]) => (kind === 'app' ? [name] : []));
/** Comments may say "releases" and mean releases. */
const codeOf = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '');
const named = (code: string): string[] => apps.filter((app) => new RegExp(`\\b${app}\\b`, 'i').test(code));

it('no app stands in the source by its name', () => {
  const files = readdirSync(import.meta.dirname, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !/\.spec\.tsx?$/.test(entry.name) && !entry.parentPath.includes('testing'),
  );
  expect(files.length).toBeGreaterThan(30);
  const found = files.flatMap(({ parentPath, name }) =>
    named(codeOf(readFileSync(join(parentPath, name), 'utf8'))).map((app) => `${name}: ${app}`),
  );
  expect(found).toEqual([]);
});

it('would be found if it did', () => {
  expect(apps.length).toBeGreaterThan(2);
  expect(named(codeOf(`/* ${apps[0]} */ navigate('/${apps[1]}'); // ${apps[2]}`))).toEqual([apps[1]]);
});
