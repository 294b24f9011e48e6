/**
 * What a benchmark reports: figures with an id that is kept for ever, one JSON object per line with `--json`, and the
 * whole run with machine and versions under `bench/results/<name>.json`, from which the tables in docs are made.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

export interface Figure {
  /** `<area>.<what>.<unit or ratio>`; ids named in an issue are kept. */
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  /** The bound the project promises, for the reader: `<= 50`. */
  readonly bound?: string;
}

export interface Reporter {
  figure(figure: Figure): void;
  /** Says what is going on; never on stdout with `--json`. */
  say(line: string): void;
  /** Anything worth keeping beside the figures: distributions, per-step counts. */
  detail(name: string, value: unknown): void;
  /** The version of a peer, for the record. */
  version(of: string, version: string): void;
  /** `--quick`: small sizes, to see that a benchmark runs. Nothing is judged or written. */
  readonly quick: boolean;
}

/** Runs one benchmark and writes its results. The process fails when a bound that the project promises is not met. */
export async function report(
  name: string,
  { json, quick }: { readonly json: boolean; readonly quick: boolean },
  run: (reporter: Reporter) => Promise<void>,
): Promise<void> {
  const figures: Figure[] = [];
  const details: Record<string, unknown> = {};
  const peers: Record<string, string> = {};
  const startedAt = new Date().toISOString();
  await run({
    figure(figure) {
      figures.push(figure);
      if (json) console.log(JSON.stringify(figure));
      else
        console.log(
          `${figure.figure.padEnd(40)} ${format(figure.value)} ${figure.unit}${figure.bound ? `   (${figure.bound})` : ''}`,
        );
    },
    say: (line) => process.stderr.write(`${line}\n`),
    detail: (key, value) => void (details[key] = value),
    version: (of, version) => void (peers[of] = version),
    quick,
  });
  if (quick) return;
  const folder = join(import.meta.dirname, '../results');
  mkdirSync(folder, { recursive: true });
  const result = { name, startedAt, machine: machine(), versions: { ...versions(), ...peers }, figures, details };
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(result, null, 2)}\n`);
  const missed = figures.filter((figure) => !meets(figure));
  for (const figure of missed)
    process.stderr.write(
      `not met: ${figure.figure} = ${format(figure.value)} ${figure.unit}, promised ${figure.bound}\n`,
    );
  if (missed.length > 0) process.exitCode = 1;
}

/** The value below which `share` (0–1) of the samples lie; nearest rank. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

function meets({ value, bound }: Figure): boolean {
  const match = bound === undefined ? null : /^(<=|>=|=)\s*([\d.]+)$/.exec(bound);
  if (!match) return true;
  const limit = Number(match[2]);
  return match[1] === '<=' ? value <= limit : match[1] === '>=' ? value >= limit : value === limit;
}

function format(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(4);
}

function machine() {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
  };
}

function versions() {
  const root = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as { version: string };
  return { tessera: root.version, commit: commit(), node: process.version };
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', cwd: import.meta.dirname }).trim();
  } catch {
    return 'unknown';
  }
}
