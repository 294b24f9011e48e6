/**
 * The first releases of everything that can be published, made by `tessera publish` itself in a process of its own:
 * it builds while the services start, and its memory is gone when it is done.
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Teams } from '@tessera/contracts';
import type { DataFolder } from '../data-folder/paths.ts';

const bin = fileURLToPath(new URL('../../bin/tessera.mjs', import.meta.url));

/**
 * Paths of modules that have never been published on this data folder: services, then libraries, the shell, then apps, since each
 * passes the gate beside what it needs. A service that does not describe itself has no contract to publish.
 */
export function neverPublished(root: string, teams: Teams, data: DataFolder): string[] {
  const published = (module: string) => {
    const folder = join(data.artifacts, module);
    return existsSync(folder) && readdirSync(folder).length > 0;
  };
  const order = ['service', 'library', 'shell', 'app'];
  return Object.entries(teams.modules)
    .filter(([module, { kind }]) => order.includes(kind) && !published(module))
    .filter(([, { kind, path }]) => kind !== 'service' || existsSync(join(root, path, 'src', 'service.ts')))
    .sort(([, a], [, b]) => order.indexOf(a.kind) - order.indexOf(b.kind))
    .map(([, { path }]) => path);
}

export interface PublishRun {
  /** Resolves with the exit code. */
  readonly done: Promise<number>;
  stop(): void;
}

export interface FirstReleases {
  readonly root: string;
  readonly data: DataFolder;
  /** Where they are promoted. */
  readonly environment: string;
  readonly paths: readonly string[];
  /** Hears every line that is printed. */
  readonly say: (line: string) => void;
}

/** `tessera publish --promote` for several modules. */
export function publishAll({ root, data, environment, paths, say }: FirstReleases): PublishRun {
  const where = ['--environment', environment, '--data', data.root];
  const child = spawn(process.execPath, [bin, 'publish', ...paths, '--promote', ...where, '--wait', '150'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, TESSERA_GATEWAY: '', TESSERA_TOKEN: '' },
  });
  const lines = (stream: NodeJS.ReadableStream) => {
    let rest = '';
    stream.on('data', (chunk: Buffer) => {
      const parts = (rest + chunk.toString()).split('\n');
      rest = parts.pop() ?? '';
      for (const line of parts) say(line);
    });
    stream.on('end', () => rest !== '' && say(rest));
  };
  lines(child.stdout!);
  lines(child.stderr!);
  const done = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? 1)));
  return { done, stop: () => void child.kill('SIGTERM') };
}
