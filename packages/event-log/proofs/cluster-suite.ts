/**
 * Proof "cluster-suite": the whole contract suite on three real servers with three copies of each log, several times, if
 * wanted while something else takes the machine's cores away.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Run by `npm run proof -- log`. */
export const suite = 'log';

export interface ClusterSuiteOptions {
  readonly rounds?: number;
  /** So many processes that do nothing but use a core, meanwhile. */
  readonly burners?: number;
}

export interface ClusterSuite {
  readonly name: 'cluster-suite';
  readonly rounds: readonly { readonly passed: number; readonly failed: readonly string[]; readonly seconds: number }[];
  readonly burners: number;
  readonly ok: boolean;
}

interface Report {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

const root = fileURLToPath(new URL('../../..', import.meta.url));

export async function run({ rounds: count = 1, burners = 0 }: ClusterSuiteOptions = {}): Promise<ClusterSuite> {
  const burning = Array.from({ length: burners }, () =>
    spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
  );
  try {
    const rounds = [];
    for (let round = 0; round < count; round++) rounds.push(await once());
    const ok = rounds.every(({ passed, failed }) => passed > 0 && failed.length === 0);
    return { name: 'cluster-suite', rounds, burners, ok };
  } finally {
    for (const burner of burning) burner.kill('SIGKILL');
  }
}

async function once(): Promise<ClusterSuite['rounds'][number]> {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-suite-'));
  const file = join(folder, 'report.json');
  const started = performance.now();
  try {
    const vitest = [
      join(root, 'node_modules/vitest/vitest.mjs'),
      ...['run', '--project', 'int', '--reporter=json', `--outputFile=${file}`],
      'packages/event-log/src/jetstream/cluster.long.spec.ts',
    ];
    const child = spawn(process.execPath, vitest, {
      cwd: root,
      env: { ...process.env, TESSERA_FULL_SUITE: '1' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    await new Promise((resolve) => child.once('exit', resolve));
    const { numPassedTests, testResults } = JSON.parse(readFileSync(file, 'utf8')) as Report;
    const failed = testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ status }) => status === 'failed')
      .map(({ fullName }) => fullName);
    return { passed: numPassedTests, failed, seconds: Math.round((performance.now() - started) / 1000) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
