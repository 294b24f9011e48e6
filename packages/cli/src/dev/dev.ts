/** `tessera dev <path…>` */
import type { Context } from '../commands/context.ts';
import { untilAskedToEnd } from '../commands/until-asked-to-end.ts';
import { CliError } from '../errors/cli-error.ts';
import { findModule, type ModuleFolder } from '../publish/find-module.ts';
import { readTeams } from '../supervisor/plan.ts';
import { startDevServer } from './dev-server.ts';

export interface DevOptions {
  readonly port?: string;
  readonly scenario: string;
  readonly as: string;
}

export async function devCommand(context: Context, paths: readonly string[], options: DevOptions): Promise<void> {
  const { root, cwd, output } = context;
  const teams = readTeams(root);
  const apps = paths.map((path) => onlyApp(path, findModule(root, teams, path, cwd)));
  const { port, scenario, as: person } = options;
  const server = await startDevServer({ root, teams, apps, scenario, person, port: portOf(port) });
  output.data({ url: server.url, apps: apps.map(({ module }) => module) });
  output.print(
    `${server.url}  ${apps.map(({ module }) => module).join(', ')} on mocks: ${scenario}, as ${person}. Ctrl+C ends it.`,
  );
  await untilAskedToEnd();
  await server.close();
}

function onlyApp(path: string, module: ModuleFolder): ModuleFolder {
  if (module.kind === 'app' && module.outside?.format !== 'mf') return module;
  throw new CliError('UNKNOWN_MODULE', `${path} is no app of our preset`, {
    why: `${module.module} is a ${module.outside?.format === 'mf' ? 'Module Federation remote, which its own build serves' : module.kind}`,
    advice: 'Name the folder of an app, for example `tessera dev apps/orders`. Services run in its page by themselves.',
  });
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new CliError('USAGE', `--port ${text} is no port`, { advice: 'Give a number from 1 to 65535.' });
}
