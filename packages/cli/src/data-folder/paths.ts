/** The supervisor's files (seams §8). Everything of one product on one machine is below one folder. */
import { isAbsolute, join, resolve } from 'node:path';

export interface DataFolder {
  readonly root: string;
  readonly lock: string;
  readonly state: string;
  readonly log: string;
  readonly services: string;
  readonly artifacts: string;
  readonly gateway: string;
  readonly secrets: string;
  /** Of personal data; apart from the log and its backups. */
  readonly keys: string;
  readonly logs: string;
  /** What this machine's `tessera publish` remembers: from which sources each release was built. */
  readonly cli: string;
}

/** `--data`, else TESSERA_DATA, else `.data` in the repository. Relative paths are the caller's. */
export function dataFolder(
  root: string,
  { flag, env, cwd }: { flag: string | undefined; env: string | undefined; cwd: string },
): DataFolder {
  const chosen = flag ?? (env === '' ? undefined : env);
  const folder = chosen === undefined ? join(root, '.data') : isAbsolute(chosen) ? chosen : resolve(cwd, chosen);
  return {
    root: folder,
    lock: join(folder, 'supervisor.lock'),
    state: join(folder, 'supervisor.json'),
    log: join(folder, 'log.db'),
    services: join(folder, 'services'),
    artifacts: join(folder, 'artifacts'),
    gateway: join(folder, 'gateway'),
    secrets: join(folder, 'secrets'),
    keys: join(folder, 'keys', 'keys.db'),
    logs: join(folder, 'logs'),
    cli: join(folder, 'cli'),
  };
}
