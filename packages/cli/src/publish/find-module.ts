/**
 * Which module a folder holds. Its package name decides, so that a working copy elsewhere is still the same module; a folder
 * of another repository says it in a tessera.json.
 */
import { parseModuleFile, type ModuleFile, type Teams } from '@tessera/contracts';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CliError, messageOf } from '../errors/cli-error.ts';

export interface ModuleFolder {
  readonly module: string;
  readonly kind: 'app' | 'shell' | 'library' | 'service';
  readonly team: string;
  readonly contact: string;
  readonly folder: string;
  /** As in its package.json. */
  readonly version: string;
  readonly manifest: PackageManifest;
  /** Of a folder of another repository. */
  readonly outside?: ModuleFile;
}

export interface PackageManifest {
  readonly name?: string;
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

export function findModule(root: string, teams: Teams, path: string, cwd: string): ModuleFolder {
  const folder = resolve(cwd, path);
  const manifest = readManifest(folder);
  const outside = readModuleFile(folder);
  if (outside !== undefined) {
    const { module, team, contact } = outside;
    return { module, kind: 'app', team, contact, folder, version: manifest.version ?? '0.0.0', manifest, outside };
  }
  const found = Object.entries(teams.modules).find(([, module]) => nameOf(join(root, module.path)) === manifest.name);
  if (!found) {
    throw new CliError('UNKNOWN_MODULE', `${path} is no module that teams.json lists`, {
      why: `its package is called "${manifest.name ?? '(nothing)'}"; publishable are ${publishable(teams).join(', ')}`,
      advice:
        'Add it to teams.json with its owning team, or name the folder of one of those. In another repository: say it in a tessera.json.',
    });
  }
  const [module, { kind, team }] = found;
  if (kind === 'gateway') {
    throw new CliError('UNKNOWN_MODULE', `${module} is a ${kind}, and those are not published`, {
      why: 'the gateway serves releases and is none of them; the supervisor or an orchestrator runs it',
      advice: `Restart it to run a change: \`tessera stop\`, \`tessera start\`. Publishable are ${publishable(teams).join(', ')}.`,
    });
  }
  return {
    module,
    kind,
    team,
    contact: teams.teams[team]?.contact ?? '',
    folder,
    version: manifest.version ?? '0.0.0',
    manifest,
  };
}

/** Paths of everything that can be published; services first, then libraries and the shell: apps need them. */
export function publishable(teams: Teams): string[] {
  const paths = (kind: string) =>
    Object.values(teams.modules).flatMap((module) => (module.kind === kind ? [module.path] : []));
  return ['service', 'library', 'shell', 'app'].flatMap(paths);
}

function readManifest(folder: string): PackageManifest {
  const file = join(folder, 'package.json');
  if (existsSync(file) && statSync(file).isFile()) return JSON.parse(readFileSync(file, 'utf8')) as PackageManifest;
  throw new CliError('UNKNOWN_MODULE', `${folder} holds no module`, {
    why: 'there is no package.json',
    advice: 'Name the folder of an app, for example `tessera publish apps/orders`.',
  });
}

function readModuleFile(folder: string): ModuleFile | undefined {
  const file = join(folder, 'tessera.json');
  if (!existsSync(file)) return undefined;
  try {
    return parseModuleFile(JSON.parse(readFileSync(file, 'utf8')), file);
  } catch (error) {
    throw new CliError('INVALID_CONTRACT', `${file} does not say which module this is`, {
      why: messageOf(error),
      advice: 'docs/how-to/from-another-repository.md has one to start from.',
      cause: error,
    });
  }
}

function nameOf(folder: string): string | undefined {
  const file = join(folder, 'package.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as PackageManifest).name : undefined;
}
