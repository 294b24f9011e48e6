/** What the page of `tessera dev` is made of, read from the sources anew for each page: apps, their operations, the services behind them. */
import type { ModuleLive, PublishedOperation, Teams } from '@tessera/contracts';
import { ownerOf } from '@tessera/contracts';
import { existsSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { readContributions } from '../publish/contributions.ts';
import type { ModuleFolder } from '../publish/find-module.ts';
import { readOperations } from '../publish/operations.ts';

/** Data for `page/start-on-mocks.ts`; JSON. */
export interface DevWorld {
  readonly apps: readonly ModuleLive[];
  readonly operations: readonly { readonly app: string; readonly operations: readonly PublishedOperation[] }[];
  /** Service → who to ask, as its errors say it. */
  readonly owners: Readonly<Record<string, { readonly team: string; readonly contact: string }>>;
  readonly scenario: string;
  readonly person: string;
}

export interface DevWorldOptions {
  readonly root: string;
  readonly teams: Teams;
  readonly apps: readonly ModuleFolder[];
  /** What the page begins with, unless its panel chose something else. */
  readonly scenario: string;
  readonly person: string;
}

/** What a page calls code that is nobody's release. */
const localVersion = '0.0.0-local';

/** Throws what `tessera publish` would: operations that do not fit, an app.ts that does not run. */
export async function readDevWorld({ root, teams, apps, scenario, person }: DevWorldOptions): Promise<DevWorld> {
  const operations = [];
  for (const { module, folder } of [...apps, { module: 'shell', folder: join(root, 'shell') }])
    operations.push({ app: `${module}@${localVersion}`, ...(await readOperations(root, module, folder)) });
  return {
    apps: await Promise.all(apps.map((app) => liveApp(root, app))),
    operations: operations.map(({ app, operations }) => ({ app, operations })),
    owners: Object.fromEntries(
      servicesOf(teams).map(({ module, name }) => {
        const { team = name, contact = '' } = ownerOf(teams, module) ?? {};
        return [name, { team, contact }];
      }),
    ),
    scenario,
    person,
  };
}

/** All of them: an app may ask for a field of any, and what one does the others react to. */
export function servicesOf(teams: Teams): { readonly module: string; readonly name: string; readonly path: string }[] {
  return Object.entries(teams.modules).flatMap(([module, { kind, path }]) =>
    kind === 'service' ? [{ module, name: basename(path), path }] : [],
  );
}

/** The page's script, as text: modules are imported by their place below the workspace's root. */
export function pageScript(root: string, teams: Teams, world: DevWorld): string {
  const services = servicesOf(teams).map(({ path }, index) => {
    const scenarios = existsSync(join(root, path, 'scenarios', 'index.ts'))
      ? `import { scenarios as scenarios${index} } from '/${path}/scenarios/index.ts';`
      : `const scenarios${index} = [];`;
    return `import * as service${index} from '/${path}/src/service.ts';\n${scenarios}`;
  });
  const list = (name: string) => services.map((_, index) => `${name}${index}`).join(', ');
  return `import '/shared-ui/src/styles.css';
import { startOnMocks } from '/packages/cli/src/dev/page/start-on-mocks.ts';
import { developmentIdentities } from '/gateway/src/auth/identities.ts';
${services.join('\n')}
const isStarted = await startOnMocks({
  ...${JSON.stringify(world)},
  services: [${list('service')}],
  scenarios: [${list('scenarios')}],
  people: developmentIdentities,
});
if (isStarted) await import('/shell/src/main.tsx');
`;
}

async function liveApp(root: string, { module, folder, team, contact }: ModuleFolder): Promise<ModuleLive> {
  return {
    module,
    kind: 'app',
    version: localVersion,
    entry: addressOf(root, join(folder, 'src', 'app.ts')),
    css: [],
    format: 'esm',
    integrity: {},
    team: { name: team, contact },
    since: new Date(0).toISOString(),
    contributions: await readContributions(module, folder),
  };
}

/** As the development server names a file; `/@fs/…` outside of its root. */
function addressOf(root: string, file: string): string {
  const path = relative(root, file).replaceAll('\\', '/');
  return path.startsWith('..') ? `/@fs/${file.replaceAll('\\', '/').replace(/^\//, '')}` : `/${path}`;
}
