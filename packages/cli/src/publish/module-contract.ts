/** The contract of any module of a repository, as it would be published: what the gate judges. Nothing is built. */
import { noContributions, type Teams } from '@tessera/contracts';
import type { ContractOf } from '@tessera/contracts/gate';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CliError } from '../errors/cli-error.ts';
import { readContributions } from './contributions.ts';
import type { PackageManifest } from './find-module.ts';
import { readOperations } from './operations.ts';
import { readServiceContract } from './service-contract.ts';
import { sharedPackages, sharedRanges } from './shared-ranges.ts';

/**
 * @param root the repository
 * @param name as in teams.json
 */
export async function readModuleContract(root: string, teams: Teams, name: string): Promise<ContractOf> {
  const module = teams.modules[name];
  if (module === undefined || module.kind === 'gateway') {
    throw new CliError('UNKNOWN_MODULE', `${name} has no contract`, {
      why: module ? 'the gateway offers nothing to others by contract' : 'teams.json does not list it',
      advice: 'Name an app, a service, a library or the shell.',
    });
  }
  const folder = join(root, module.path);
  const manifest = readPackage(folder);
  const common = { module: name, version: manifest.version ?? '0.0.0' };
  if (module.kind === 'service')
    return { ...common, kind: 'service', contract: await readServiceContract(name, folder) };
  if (module.kind === 'library') {
    const provides = { [manifest.name ?? name]: { version: common.version, file: `${name}.js` } };
    return { ...common, kind: 'library', contract: { shared: sharedRanges(manifest, folder), provides } };
  }
  const { operations, types } = await readOperations(root, name, folder);
  const contract = {
    operations,
    ...(types === undefined ? {} : { types }),
    shared: sharedRanges(manifest, folder),
    contributions: module.kind === 'app' ? await readContributions(name, folder) : noContributions,
  };
  if (module.kind === 'app') return { ...common, kind: 'app', contract };
  return { ...common, kind: 'shell', contract: { ...contract, provides: await providedBy(folder) } };
}

function readPackage(folder: string): PackageManifest {
  const file = join(folder, 'package.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as PackageManifest) : {};
}

/** What the shell's build would put into the import map; the files' names are only known after it. */
async function providedBy(folder: string): Promise<Record<string, { version: string; file: string }>> {
  const build = (await import(pathToFileURL(join(folder, 'build', 'shared-entries.ts')).href)) as {
    sharedNames: Readonly<Record<string, string>>;
    versionOf: (specifier: string) => string;
  };
  return Object.fromEntries(
    Object.entries(build.sharedNames)
      .filter(([specifier]) => sharedPackages.some((name) => specifier === name || specifier.startsWith(`${name}/`)))
      .map(([specifier, name]) => [specifier, { version: build.versionOf(specifier), file: `${name}.js` }]),
  );
}
