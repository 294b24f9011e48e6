/**
 * A gateway's own copies of the releases that are live here: with them it serves the page while the artifact store is away.
 * Copies are nobody's truth: they are read only when the store has not got a file, and checked like everything that is read.
 */
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Manifest } from '@tessera/contracts';
import type { Logger } from 'pino';

export interface ReleaseCopies {
  /** Copies what is missing and removes what is not among these; one call at a time, the newest wins. */
  keep(manifests: readonly Manifest[]): void;
  /** Whether everything that is to be kept is there. */
  readonly complete: boolean;
  /** Resolves when nothing is being copied. */
  settled(): Promise<void>;
  /** Finishes what it is at. */
  close(): Promise<void>;
}

export interface ReleaseCopiesOptions {
  /** Where they go: `<folder>/<module>/<version>/`, like the store. */
  readonly folder: string;
  /** The store's folder of a release. */
  readonly releaseFolder: (module: string, version: string) => string;
  readonly log: Logger;
  /** Until what could not be copied is tried again. @default 10 s */
  readonly retryMs?: number;
}

export function createReleaseCopies({
  folder,
  releaseFolder,
  log,
  retryMs = 10_000,
}: ReleaseCopiesOptions): ReleaseCopies {
  let complete = false;
  let wanted: readonly Manifest[] = [];
  let working: Promise<void> = Promise.resolve();
  let retry: NodeJS.Timeout | undefined;
  let closed = false;

  const work = async (): Promise<void> => {
    const now = wanted;
    for (const { module, version } of now) {
      const target = join(folder, module, version);
      if (!(await isThere(target))) await copyRelease(releaseFolder(module, version), target);
    }
    if (wanted !== now) return;
    complete = true;
    await removeOthers(folder, new Set(now.map(({ module, version }) => join(module, version))));
  };

  const begin = (): void => {
    clearTimeout(retry);
    working = working.then(work).catch((error: unknown) => {
      // Without copies everything works, as long as the store does.
      log.warn(
        { err: error },
        'a live release could not be copied, and is tried again; without the artifact store it could not be served',
      );
      clearTimeout(retry);
      if (!closed) retry = setTimeout(begin, retryMs).unref();
    });
  };

  return {
    keep(manifests) {
      wanted = manifests;
      complete = false;
      begin();
    },
    get complete() {
      return complete;
    },
    settled: () => working,
    close() {
      closed = true;
      clearTimeout(retry);
      return working;
    },
  };
}

/** Whole or not at all: what is half copied lies under another name. */
async function copyRelease(from: string, to: string): Promise<void> {
  const temporary = `${to}.${randomUUID()}`;
  try {
    const entries = await readdir(from, { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((each) => each.isFile())) {
      const source = join(entry.parentPath, entry.name);
      const target = join(temporary, source.slice(from.length + 1));
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await copyFile(source, target, constants.COPYFILE_FICLONE);
    }
    await rename(temporary, to);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

async function removeOthers(folder: string, kept: ReadonlySet<string>): Promise<void> {
  for (const module of await readdir(folder).catch(() => []))
    for (const version of await readdir(join(folder, module)))
      if (!kept.has(join(module, version))) await rm(join(folder, module, version), { recursive: true, force: true });
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
