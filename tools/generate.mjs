/**
 * Everything that is generated: services' `src/schema.ts` and `CODEOWNERS` (committed), and apps' typed documents (git-ignored).
 * Runs on Node 24. `--check` writes nothing that is committed and fails when something committed is stale.
 */
import { fileURLToPath } from 'node:url';
import { appsWithOperations, generateAppDocuments } from './generate/app-documents.mjs';
import { generateCodeowners } from './generate/codeowners.mjs';
import { composeSchema } from './generate/composed-schema.mjs';
import { generateServiceSchemas, serviceSchemas } from './generate/service-schemas.mjs';

const here = fileURLToPath(new URL('..', import.meta.url));

/** @returns {Promise<{stale: string[], generated: string[]}>} committed files that were stale; apps generated anew */
export async function generateAll({ root = here, check = false } = {}) {
  const stale = [...generateServiceSchemas(root, { check }), ...generateCodeowners(root, { check })];
  const schema = composeSchema(serviceSchemas(root));
  const generated = [];
  for (const app of appsWithOperations(root)) {
    if (await generateAppDocuments(app, schema)) generated.push(app.name);
  }
  return { stale, generated };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const check = process.argv.includes('--check');
  try {
    const { stale, generated } = await generateAll({ check });
    for (const file of stale) console.log(check ? `stale: ${file}` : `wrote ${file}`);
    for (const app of generated) console.log(`typed documents of ${app}`);
    if (check && stale.length > 0) {
      console.error('Generated files are stale. Run `npm run generate` and commit what it changes.');
      process.exitCode = 1;
    }
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
