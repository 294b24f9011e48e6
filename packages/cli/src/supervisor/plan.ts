/** Which processes the product consists of on this machine, read from teams.json: its services, then the gateway. */
import { parseTeams, type Teams } from '@tessera/contracts';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CliError, messageOf } from '../errors/cli-error.ts';

export interface PlannedModule {
  /** `orders-service`, `gateway`. */
  readonly module: string;
  /** What the graph and the log call it: `orders`. */
  readonly service: string;
  readonly main: string;
  readonly version: string;
}

export interface ProductPlan {
  readonly teams: Teams;
  readonly teamsFile: string;
  readonly services: readonly PlannedModule[];
  readonly gateway: PlannedModule;
}

/** TESSERA_TEAMS, where a platform keeps it outside of its repository; else the repository's. */
export function teamsFileOf(root: string): string {
  return process.env['TESSERA_TEAMS'] || join(root, 'teams.json');
}

export function readTeams(root: string): Teams {
  const file = teamsFileOf(root);
  try {
    return parseTeams(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new CliError('USAGE', `${file} cannot be read`, {
      why: messageOf(error),
      advice: 'Run tessera in a Tessera repository, and mend its teams.json.',
      cause: error,
    });
  }
}

export function planProduct(root: string): ProductPlan {
  const teams = readTeams(root);
  const planned = (kind: 'service' | 'gateway'): PlannedModule[] =>
    Object.entries(teams.modules)
      .filter(([, module]) => module.kind === kind)
      .map(([module, { path }]) => ({
        module,
        service: basename(path),
        main: mainOf(root, module, path),
        version: versionOf(root, path),
      }));
  const [gateway] = planned('gateway');
  if (!gateway) {
    throw new CliError('START_FAILED', 'teams.json lists no gateway', {
      advice: 'Add the module `gateway` (kind "gateway") to teams.json.',
    });
  }
  return { teams, teamsFile: teamsFileOf(root), services: planned('service'), gateway };
}

function mainOf(root: string, module: string, path: string): string {
  const main = join(root, path, 'src', 'main.ts');
  if (existsSync(main)) return main;
  throw new CliError('START_FAILED', `${module} has nothing to start`, {
    why: `there is no ${join(path, 'src', 'main.ts')}`,
    advice: 'Write it (see any service), or take the module out of teams.json.',
  });
}

function versionOf(root: string, path: string): string {
  const { version } = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8')) as { version?: string };
  return version ?? '0.0.0';
}
