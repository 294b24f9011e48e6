/**
 * A PostgreSQL of our own: a fresh cluster in a temporary folder, on a unix socket, with default settings (`fsync` and
 * `synchronous_commit` are on). PostgreSQL refuses to run as root, so then it runs as `postgres`, else `nobody`.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

export interface PostgresServer {
  readonly version: string;
  readonly connection: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly database: string;
  };
  /** For libraries that want a URL. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Where Debian puts each major version's programs; they are not on the PATH there. */
const debian = '/usr/lib/postgresql';

/** The folder with `initdb` and `postgres`: version 15, else what the PATH has. Throws with what to install. */
function findBinaries(): string {
  const versions = existsSync(debian)
    ? readdirSync(debian).toSorted((a, b) => Number(b === '15') - Number(a === '15'))
    : [];
  const folders = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(delimiter),
  ];
  const found = folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
  if (found) return found;
  throw new Error(
    'PostgreSQL 15 is not installed: `apt-get install postgresql-15` (it need not run), or put its bin folder on the PATH.',
  );
}

export async function startPostgres(): Promise<PostgresServer> {
  const binaries = findBinaries();
  const folder = mkdtempSync(join(tmpdir(), 'tessera-pg-'));
  const account = otherAccount();
  if (account) chownSync(folder, account.uid, account.gid);
  const as = { cwd: folder, ...(account ?? {}), env: { PATH: process.env.PATH ?? '', LC_ALL: 'C' } };
  const data = join(folder, 'data');
  let server: ChildProcess | undefined;
  async function stop(): Promise<void> {
    if (server && server.exitCode === null) {
      const ended = new Promise((resolve) => server?.once('exit', resolve));
      server.kill('SIGINT');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  }
  try {
    execFileSync(join(binaries, 'initdb'), ['-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8'], {
      ...as,
      stdio: 'pipe',
    });
    const connection = { host: folder, port: 5432, user: 'bench', database: 'postgres' };
    server = spawn(join(binaries, 'postgres'), ['-D', data, '-k', folder, '-c', 'listen_addresses='], {
      ...as,
      stdio: 'ignore',
    });
    const version = await answering(connection, server);
    return {
      version,
      connection,
      url: `postgresql://bench@localhost/postgres?host=${encodeURIComponent(folder)}`,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function otherAccount(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const found = accounts.find(([name]) => name === 'postgres') ?? accounts.find(([name]) => name === 'nobody');
  return found ? { uid: Number(found[2]), gid: Number(found[3]) } : undefined;
}

async function answering(connection: PostgresServer['connection'], server: ChildProcess): Promise<string> {
  for (;;) {
    const client = new pg.Client(connection);
    try {
      await client.connect();
      const { rows } = await client.query('SHOW server_version');
      const settings = await client.query(
        "SELECT setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit')",
      );
      if (settings.rows.some(({ setting }) => setting !== 'on'))
        throw new Error('fsync and synchronous_commit must be on');
      await client.end();
      return String(rows[0].server_version).split(' ')[0]!;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (server.exitCode !== null) throw new Error('PostgreSQL ended before it answered', { cause: error });
      await sleep(100);
    }
  }
}
