/** Building a module with its preset (seams §9), into a folder of its own. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CliError, messageOf } from '../errors/cli-error.ts';
import type { buildService } from './build-service.ts';
import type { ModuleFolder } from './find-module.ts';

/** Paths are relative to the folder that was built into. */
export interface Build {
  readonly entry: string;
  readonly css: readonly string[];
  readonly preload: readonly string[];
  /** The shell's and a library's: import map entries. Without a version: the release's own. */
  readonly provides?: Readonly<Record<string, { readonly version?: string; readonly file: string }>>;
  /** A library's: where its styles count. */
  readonly styles?: string;
}

export type BuildModule = (module: ModuleFolder, outDir: string) => Promise<Build>;

/** The real thing; tests hand in their own. */
export function buildModule(module: ModuleFolder, outDir: string): Promise<Build> {
  return orSay(module, async () => {
    if (module.kind === 'app') {
      const { buildApp } = await import('@tessera/app-kit/vite');
      return buildApp({ folder: module.folder, outDir });
    }
    if (module.kind === 'library') {
      const { buildLibrary } = await import('@tessera/app-kit/vite');
      return buildLibrary({ folder: module.folder, outDir });
    }
    const { buildShell } = await loadShellBuild(module.folder);
    return buildShell({ outDir });
  });
}

/** A service's code, see `buildService`. */
export function buildServiceModule(module: ModuleFolder, outDir: string): ReturnType<typeof buildService> {
  return orSay(module, async () => {
    const { buildService: make } = await import('./build-service.ts');
    return make(module.folder, outDir);
  });
}

async function orSay<T>(module: ModuleFolder, build: () => Promise<T>): Promise<T> {
  // What the preset builds is what people get, whoever starts the build: never the development React.
  process.env.NODE_ENV = 'production';
  try {
    return await build();
  } catch (error) {
    throw new CliError('BUILD_FAILED', `${module.module} cannot be built`, {
      why: messageOf(error),
      advice: 'Mend what it says and publish again; nothing was published.',
      cause: error,
    });
  }
}

async function loadShellBuild(
  folder: string,
): Promise<{ buildShell: (options: { outDir: string }) => Promise<Build> }> {
  const file = join(folder, 'build', 'index.ts');
  if (!existsSync(file)) throw new Error(`${folder} has no build/index.ts that exports buildShell`);
  return (await import(pathToFileURL(file).href)) as { buildShell: (options: { outDir: string }) => Promise<Build> };
}
