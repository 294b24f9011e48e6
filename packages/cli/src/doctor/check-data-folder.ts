/** The data folder: there, ours, private, with room, and whether somebody runs on it. */
import { accessSync, constants, existsSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isLocked } from '../data-folder/lock.ts';
import type { DataFolder } from '../data-folder/paths.ts';
import { formatBytes } from '../terminal/bytes.ts';
import { about, type Finding } from './finding.ts';

/** Bytes. The log refuses appends when there is none left; read stores and artifacts need room too. */
const room = { scarce: 2 ** 30, none: 100 * 2 ** 20 };

export function checkDataFolder(data: DataFolder): Finding[] {
  const { ok, problem } = about('data folder');
  if (!existsSync(data.root)) return [ok(`${data.root} does not exist yet: \`tessera start\` makes it`)];
  try {
    accessSync(data.root, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    return [
      problem(
        `${data.root} cannot be written by this user`,
        'Give it to the user that runs the product (chown -R), or name another with --data.',
      ),
    ];
  }
  const running = existsSync(data.lock) && isLocked(data.lock);
  return [
    ok(`${data.root}, ${running ? 'in use by a running product' : 'nobody runs on it'}`),
    ...privacy('data folder', data.root, 0o700),
    space(data.root),
    ...secrets(data.secrets),
    // Whoever has the keys reads the personal data of the log.
    ...(existsSync(data.keys) ? privacy('keys', data.keys, 0o600) : []),
  ];
}

function secrets(folder: string): Finding[] {
  if (!existsSync(folder)) return [];
  const open = readdirSync(folder).flatMap((name) => privacy('secrets', join(folder, name), 0o600));
  const all = [...privacy('secrets', folder, 0o700), ...open];
  return all.length > 0 ? all : [about('secrets').ok(`${folder} is readable by its owner only`)];
}

/** Nothing to say when only the owner may do anything with it. Windows keeps no such modes. */
function privacy(check: string, path: string, wanted: number): Finding[] {
  const mode = statSync(path).mode & 0o777;
  if (process.platform === 'win32' || (mode & 0o077) === 0) return [];
  return [
    about(check).problem(
      `${path} is open to other users of this machine (mode ${mode.toString(8)})`,
      `chmod ${wanted.toString(8)} ${path}. If somebody else works here, replace what they may have read.`,
    ),
  ];
}

function space(path: string): Finding {
  const { ok, warning, problem } = about('disk');
  const { bavail, bsize } = statfsSync(path);
  const free = bavail * bsize;
  const what = `${formatBytes(free)} free at ${path}`;
  const advice = 'Free some space, or move the data folder (--data) to a larger disk.';
  if (free < room.none) return problem(`${what}: the log will refuse appends soon`, advice);
  return free < room.scarce ? warning(what, advice) : ok(what);
}
