/**
 * Proof "disk-full": a log on a real, small file system that fills up. Appends that no longer fit are refused with a
 * typed error; what was acknowledged before is intact, reading goes on, and once there is space again so does writing.
 * Needs the right to mount (root on Linux); says so where it is missing.
 *
 * `node packages/event-log/proofs/disk-full.ts`
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isLogError } from '../src/index.ts';
import { openSqliteLog, verifySqliteLog } from '../src/sqlite/index.ts';
import { readAll } from './acknowledged/follow-all.ts';

/** Run by `npm run proof -- log`. */
export const suite = 'log';

export interface DiskFull {
  readonly name: 'disk-full';
  /** Set when the proof could not run here; everything else is then 0. */
  readonly skipped?: string;
  readonly acknowledged: number;
  readonly refused: number;
  /** Codes of the refusals. */
  readonly codes: readonly string[];
  readonly lost: number;
  /** Commits that were stored although their append was refused. */
  readonly uninvited: number;
  readonly writableAfterwards: boolean;
  readonly problems: readonly string[];
  readonly ok: boolean;
}

const size = '2m';

export async function run(): Promise<DiskFull> {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-full-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    const skipped = `a file system cannot be mounted here: ${error instanceof Error ? error.message.trim() : String(error)}`;
    return { ...nothing, skipped, ok: true };
  }
  try {
    return await fill(folder);
  } finally {
    execFileSync('umount', [folder], { stdio: 'pipe' });
    rmSync(folder, { recursive: true, force: true });
  }
}

const nothing = {
  name: 'disk-full',
  acknowledged: 0,
  refused: 0,
  codes: [],
  lost: 0,
  uninvited: 0,
  writableAfterwards: false,
  problems: [],
} as const;

async function fill(folder: string): Promise<DiskFull> {
  const path = join(folder, 'log.db');
  const ballast = join(folder, 'ballast');
  writeFileSync(ballast, Buffer.alloc(256 * 1024));
  const log = await openSqliteLog({ path });
  const acknowledged = new Set<string>();
  const refused = new Set<string>();
  const codes = new Set<string>();

  async function append(id: string): Promise<boolean> {
    try {
      await log.append('ev.full.disk.1', [{ type: 'X', data: { filler: 'x'.repeat(4000) } }], { commandId: id });
      acknowledged.add(id);
      return true;
    } catch (error) {
      refused.add(id);
      codes.add(isLogError(error) ? error.code : String(error));
      return false;
    }
  }

  // Several at a time, so that groups meet the end of the disk too, and well beyond it.
  for (let i = 0; refused.size < 30 && i < 2000; i += 3) await Promise.all([0, 1, 2].map((n) => append(`c${i + n}`)));
  const whileFull = await readAll(log);
  rmSync(ballast);
  const writableAfterwards = await append('afterwards');
  await log.close();

  const again = await openSqliteLog({ path });
  const stored = new Set((await readAll(again)).map(({ commandId }) => commandId));
  await again.close();
  const { problems } = verifySqliteLog(path);
  const lost = [...acknowledged].filter((id) => !stored.has(id)).length;
  const uninvited = [...refused].filter((id) => stored.has(id)).length;
  const readable = whileFull.length === acknowledged.size - (writableAfterwards ? 1 : 0);
  return {
    name: 'disk-full',
    acknowledged: acknowledged.size,
    refused: refused.size,
    codes: [...codes],
    lost,
    uninvited,
    writableAfterwards,
    problems,
    ok:
      lost === 0 &&
      uninvited === 0 &&
      problems.length === 0 &&
      readable &&
      writableAfterwards &&
      refused.size > 0 &&
      [...codes].join() === 'LOG_FULL',
  };
}

if (import.meta.main) {
  const result = await run();
  process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exitCode = result.ok ? 0 : 1;
}
