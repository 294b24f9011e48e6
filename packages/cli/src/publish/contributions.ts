/**
 * What an app contributes, from its `src/app.ts`, run here. Vite's runner loads it, because what it imports may reach
 * `.tsx` files, which Node does not read.
 */
import { contributionsSchema, type Contributions } from '@tessera/contracts';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runnerImport } from 'vite';
import { CliError, messageOf } from '../errors/cli-error.ts';

/** The parts of `defineApp`'s value that are data; pages and fillings are functions and stay in the app. */
interface AppDefinition {
  readonly name?: string;
  readonly routes?: readonly { readonly path: string; readonly page: string }[];
  readonly navigation?: readonly unknown[];
  readonly slots?: {
    readonly offers?: readonly string[];
    readonly fills?: Readonly<Record<string, unknown>>;
    readonly gives?: unknown;
    readonly needs?: unknown;
  };
  readonly commands?: readonly unknown[];
  readonly pages?: Readonly<Record<string, unknown>>;
  readonly updates?: unknown;
  readonly tolerates?: unknown;
}

export async function readContributions(module: string, folder: string): Promise<Contributions> {
  const file = join(folder, 'src', 'app.ts');
  if (!existsSync(file)) {
    throw new CliError('BUILD_FAILED', `${module} has no src/app.ts`, {
      advice: 'Write it: `export default defineApp({ name, routes, pages, … })`.',
    });
  }
  return contributionsOf(module, await load(module, file));
}

async function load(module: string, file: string): Promise<AppDefinition> {
  try {
    const { module: loaded } = await runnerImport<{ default?: AppDefinition }>(file, {
      configFile: false,
      logLevel: 'silent',
    });
    if (typeof loaded.default === 'object' && loaded.default !== null) return loaded.default;
  } catch (error) {
    throw new CliError('BUILD_FAILED', `${module}: src/app.ts cannot be run`, {
      why: messageOf(error),
      advice:
        'It is imported without a browser: import pages lazily (`() => import(…)`) and use no DOM at the top level.',
      cause: error,
    });
  }
  throw new CliError('BUILD_FAILED', `${module}: src/app.ts has no default export`, {
    advice: 'End it with `export default defineApp({ … })`.',
  });
}

/** Checked: every route names a page there is, and everything is as the contract says. */
export function contributionsOf(module: string, app: AppDefinition): Contributions {
  const { routes = [], navigation = [], slots = {}, commands = [], pages = {}, updates, tolerates } = app;
  if (app.name !== module) {
    throw new CliError('INVALID_CONTRACT', `${module}: src/app.ts calls itself "${app.name}"`, {
      advice: `Write \`name: '${module}'\`, as in teams.json.`,
    });
  }
  for (const { path, page } of routes) {
    if (Object.hasOwn(pages, page)) continue;
    throw new CliError('INVALID_CONTRACT', `${module}: route ${path} shows page "${page}", which there is not`, {
      why: `pages are ${Object.keys(pages).join(', ') || '(none)'}`,
      advice: 'Add the page in src/app.ts, or mend the route.',
    });
  }
  const parsed = contributionsSchema.safeParse({
    routes,
    navigation,
    slots: {
      offers: slots.offers ?? [],
      fills: Object.keys(slots.fills ?? {}),
      ...(slots.gives === undefined ? {} : { gives: slots.gives }),
      ...(slots.needs === undefined ? {} : { needs: slots.needs }),
    },
    commands,
    ...(updates === undefined || updates === 'allow' ? {} : { updates }),
    ...(tolerates === undefined ? {} : { tolerates }),
  });
  if (parsed.success) return parsed.data;
  throw new CliError('INVALID_CONTRACT', `${module}: src/app.ts contributes something the contract does not know`, {
    why: parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'),
    advice: 'Mend src/app.ts; packages/contracts/src/contributions.ts says what there may be.',
  });
}
