/** Writes signed compositions into an artifact store: an immutable file each, then the pointer, each whole or not at all. */
import { compositionFile, compositionFolder, pointerFile, revisionOfFile } from '@tessera/contracts/signed';
import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

export interface CompositionFiles {
  /** Environments that have a composition here. */
  environments(): Promise<string[]>;
  /** What the pointer of an environment names, and the file's text; undefined when there is none. */
  current(environment: string): Promise<{ readonly revision: string; readonly text: string } | undefined>;
  /** Adds the file and lets the pointer name it. */
  add(environment: string, revision: string, text: string): Promise<void>;
}

/** Files kept per environment: who looks into the past asks the log. */
const kept = 100;

export function createCompositionFiles(artifacts: string): CompositionFiles {
  const root = join(artifacts, compositionFolder);
  const folderOf = (environment: string): string => join(root, environment);

  return {
    async environments() {
      const entries = await readdir(root, { withFileTypes: true }).catch(ifThere);
      return (entries ?? []).filter((entry) => entry.isDirectory()).map(({ name }) => name);
    },
    async current(environment) {
      const name = await readFile(join(folderOf(environment), pointerFile), 'utf8').catch(ifThere);
      const revision = name && revisionOfFile(name.trim());
      if (revision === undefined || revision === '') return undefined;
      const text = await readFile(join(folderOf(environment), compositionFile(revision)), 'utf8').catch(ifThere);
      return text === undefined ? undefined : { revision, text };
    },
    async add(environment, revision, text) {
      const folder = folderOf(environment);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await replace(folder, compositionFile(revision), text);
      await replace(folder, pointerFile, `${compositionFile(revision)}\n`);
      await removeOld(folder, revision);
    },
  };
}

async function replace(folder: string, name: string, text: string): Promise<void> {
  const temporary = join(folder, `.${name}.${randomUUID()}`);
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, join(folder, name));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * The oldest go, by position: names of one log sort by length, then by letter. Positions of a log that was replaced say nothing
 * about those of the one there is now: all of that go first.
 */
async function removeOld(folder: string, newest: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => revisionOfFile(name) !== undefined);
  const isOfThisLog = (name: string): number => Number(epochOf(name) === epochOf(newest));
  const newestFirst = names.sort((a, b) => isOfThisLog(b) - isOfThisLog(a) || b.length - a.length || (a < b ? 1 : -1));
  for (const name of newestFirst.slice(kept)) await rm(join(folder, name), { force: true });
}

const epochOf = (name: string): string => name.slice(0, name.indexOf('.'));

function ifThere(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
  throw error;
}
