/**
 * An environment of its own on one machine: a product with its own log, services, gateway and port, whose releases are another
 * product's. That one, its home, runs the releases service; the two share the artifact store, the keys that compositions are signed
 * by and the deploy tokens, so that what was published once is promoted in either.
 */
import { lstatSync, readdirSync, readFileSync, readlinkSync, rmdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { CliError } from '../errors/cli-error.ts';
import { isLocked } from './lock.ts';
import type { DataFolder } from './paths.ts';
import { readState } from './state.ts';
import { writeAtomically } from './write-atomically.ts';

export interface Environment {
  /** Whose releases are served: `production`, `staging`. */
  readonly serves: string;
  /** The data folder of the home; undefined: this product is its own. */
  readonly home: string | undefined;
}

const production: Environment = { serves: 'production', home: undefined };

const recordFile = ({ root }: DataFolder) => join(root, 'environment.json');

/** What this data folder is of, since its first start. */
export function readEnvironment(data: DataFolder): Environment | undefined {
  try {
    return JSON.parse(readFileSync(recordFile(data), 'utf8')) as Environment;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * What this start is of: as was asked, else as before, else production. A data folder stays what it is: its log is of one environment,
 * and a releases service started on the home's artifact store would sign for it.
 */
export function chooseEnvironment(
  data: DataFolder,
  asked: { readonly serves: string | undefined; readonly home: DataFolder | undefined },
): Environment {
  const before = readEnvironment(data) ?? (readState(data.state) === undefined ? undefined : production);
  const serves = asked.serves ?? before?.serves ?? production.serves;
  const home = asked.home?.root ?? before?.home;
  if (home === data.root)
    throw new CliError('USAGE', `${home} cannot take its releases from itself`, {
      advice: 'Give the environment a data folder of its own: --data <another folder>.',
    });
  const further = asked.home === undefined ? undefined : readEnvironment(asked.home)?.home;
  if (further !== undefined)
    throw new CliError('USAGE', `${home} has no releases service`, {
      why: `its releases are those of ${further}`,
      advice: `Name that one: --releases-of ${further}`,
    });
  if (before !== undefined && (before.serves !== serves || before.home !== home))
    throw new CliError('USAGE', `${data.root} is of another environment`, {
      why: `it serves ${words(before)}, since its first start; asked for was ${words({ serves, home })}`,
      advice: 'Start it without --serve and --releases-of, or name another folder with --data.',
    });
  return { serves, home };
}

const words = ({ serves, home }: Environment): string =>
  home === undefined ? `"${serves}" by its own releases service` : `"${serves}" by the releases of ${home}`;

/** For people; empty for production on its own, which is what everybody expects. */
export function aboutEnvironment({ serves, home }: Environment): string {
  if (home !== undefined) return `${serves}, with the releases of ${home}`;
  return serves === production.serves ? '' : serves;
}

/** Links what is shared, before anything is made in the folder. The home must have been started before, at the first time also run. */
export function settleEnvironment(data: DataFolder, environment: Environment, home: DataFolder | undefined): void {
  if (home !== undefined) {
    const runs = readState(home.state) !== undefined && isLocked(home.lock);
    if (readEnvironment(data) === undefined && !runs)
      throw new CliError('START_FAILED', `Nothing is running on ${home.root}`, {
        why: 'it says which releases there are, and what is live',
        advice:
          'Start it first: tessera start --data <folder>. Once this environment has its releases, it starts without.',
      });
    link(data.artifacts, home.artifacts);
    link(data.secrets, home.secrets);
  }
  writeAtomically(recordFile(data), `${JSON.stringify(environment)}\n`);
}

/** Where the home's releases service listens, or did when it last ran. */
export function releasesUrls(home: DataFolder): string[] {
  const processes = readState(home.state)?.processes ?? [];
  return processes.filter(({ module }) => module === 'releases-service').map(({ port }) => `http://127.0.0.1:${port}`);
}

function link(path: string, target: string): void {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there?.isSymbolicLink() && readlinkSync(path) === target) return;
  if (there !== undefined) {
    if (!there.isDirectory() || readdirSync(path).length > 0)
      throw new CliError('USAGE', `${path} is not empty`, {
        why: `it would be ${target}, which both environments share`,
        advice: 'Start the environment on a new data folder: --data <another folder>.',
      });
    rmdirSync(path);
  }
  symlinkSync(target, path, 'dir');
}
