/** Real nats-server processes for tests and proofs: on loopback, free ports, folders of their own. Kills only what it started. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface NatsServer {
  readonly name: string;
  readonly port: number;
  /** `host:port` */
  readonly address: string;
  readonly running: boolean;
  start(): Promise<void>;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
  /** SIGSTOP: it stands still, with its connections open. `kill` ends it all the same. */
  pause(): void;
  resume(): void;
}

export interface NatsServers {
  readonly servers: readonly NatsServer[];
  /** Everything they store is below it. */
  readonly folder: string;
  /** A log of the given name on all of them. */
  url(name: string): string;
  stop(): Promise<void>;
}

export interface FindOptions {
  /** @default process.env */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Where Debian and others put it, besides the PATH. */
  readonly places?: readonly string[];
}

/**
 * Where nats-server is: `TESSERA_NATS_SERVER`, else on the PATH, else where Debian puts it. Undefined: not installed, and
 * what needs it is skipped. In CI it throws instead: there it is installed, and nothing may be skipped in silence.
 */
export function findNatsServer({
  environment = process.env,
  places = ['/usr/sbin', '/usr/local/bin'],
}: FindOptions = {}): string | undefined {
  const named = environment['TESSERA_NATS_SERVER'];
  if (named) return named;
  const folders = [...(environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== ''), ...places];
  const found = folders.map((folder) => join(folder, 'nats-server')).find((path) => existsSync(path));
  if (found === undefined && environment['CI']) {
    throw new Error('nats-server is not installed, and CI skips nothing: see .ci/run, or set TESSERA_NATS_SERVER.');
  }
  return found;
}

/** Starts one server, or a cluster of several, with JetStream. */
export async function startNatsServers(
  count: number,
  options: { readonly arguments?: readonly string[]; readonly jetstream?: boolean } = {},
): Promise<NatsServers> {
  const binary = findNatsServer();
  if (!binary)
    throw new Error(
      'nats-server is not installed: `apt-get install nats-server`, or set TESSERA_NATS_SERVER to its path.',
    );
  const folder = mkdtempSync(join(tmpdir(), 'tessera-nats-'));
  const ports = await freePorts(count * 2);
  const routes = ports.slice(count).map((port) => `nats://127.0.0.1:${port}`);
  const servers = Array.from({ length: count }, (_, at) => {
    const name = `n${at + 1}`;
    const own = [
      '-a',
      '127.0.0.1',
      '-p',
      String(ports[at]),
      '-n',
      name,
      ...(options.jetstream === false ? [] : ['-js', '-sd', join(folder, name)]),
    ];
    const cluster =
      count === 1 ? [] : ['--cluster_name', 'test', '--cluster', routes[at]!, '--routes', routes.join(',')];
    return createNatsServer(binary, name, ports[at]!, [...own, ...cluster, ...(options.arguments ?? [])]);
  });
  await Promise.all(servers.map((server) => server.start()));
  return {
    servers,
    folder,
    url: (name) => `nats://${servers.map(({ address }) => address).join(',')}/${name}`,
    async stop() {
      await Promise.all(servers.map((server) => server.kill()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function createNatsServer(binary: string, name: string, port: number, args: readonly string[]): NatsServer {
  let child: ChildProcess | undefined;
  let ended: Promise<unknown> = Promise.resolve();
  return {
    name,
    port,
    address: `127.0.0.1:${port}`,
    get running() {
      return child !== undefined;
    },
    async start() {
      const started = spawn(binary, args, { stdio: 'ignore' });
      child = started;
      // Should this process end without stopping it, it goes along.
      const goAlong = (): void => void started.kill('SIGKILL');
      process.once('exit', goAlong);
      ended = new Promise<void>((resolve) =>
        started.once('exit', () => {
          process.removeListener('exit', goAlong);
          resolve();
        }),
      );
      while (!(await answers(port))) {
        if (started.exitCode !== null)
          throw new Error(`nats-server ${name} ended with code ${started.exitCode}: ${args.join(' ')}`);
        await sleep(10);
      }
    },
    async kill() {
      child?.kill('SIGKILL');
      await ended;
      child = undefined;
    },
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
  };
}

/** Ports that were free a moment ago. */
async function freePorts(count: number): Promise<number[]> {
  const holders = await Promise.all(
    Array.from({ length: count }, () => {
      const holder = createServer();
      return new Promise<typeof holder>((resolve) => holder.listen(0, '127.0.0.1', () => resolve(holder)));
    }),
  );
  const ports = holders.map((holder) => (holder.address() as AddressInfo).port);
  await Promise.all(holders.map((holder) => new Promise((resolve) => holder.close(resolve))));
  return ports;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => resolve(socket.destroy() === socket));
    socket.once('error', () => resolve(false));
  });
}
