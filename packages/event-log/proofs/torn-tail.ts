/**
 * Proof "torn-tail": what a crash, a bad sector or a hasty copy may leave of a log file. The tail of the write-ahead log,
 * or of the file itself, is cut off or overwritten at many places; then the log is opened as always. It must show a
 * beginning of what was written, every commit whole, with all that lay before the damage and all that had been moved into
 * the file; or refuse, naming the file. It must never show a part of a commit, or less than that without saying so.
 *
 * `node packages/event-log/proofs/torn-tail.ts [--places 120] [--seed 1]`
 */
import { copyFileSync, mkdtempSync, rmSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { isLogError, type Commit } from '../src/index.ts';
import { openSqliteLog } from '../src/sqlite/index.ts';
import { readAll } from './acknowledged/follow-all.ts';
import { seeded } from './seeded.ts';

/** Run by `npm run proof -- log`. */
export const suite = 'log';

export interface TornTailOptions {
  /** Damaged copies of each kind. */
  readonly places?: number;
  readonly seed?: number;
}

export interface TornTail {
  readonly name: 'torn-tail';
  readonly seed: number;
  readonly commits: number;
  /** Of them in the file itself; the rest was in the write-ahead log. */
  readonly checkpointed: number;
  readonly kinds: Readonly<Record<Kind, Tally>>;
  readonly ok: boolean;
}

type Kind = 'wal cut' | 'wal overwritten' | 'file cut' | 'page overwritten';

interface Tally {
  /** Opened, and everything that had to be there was, whole. */
  readable: number;
  /** Refused by a code, naming the file. */
  refused: number;
  /** Neither. */
  readonly wrong: string[];
}

interface Written {
  readonly path: string;
  readonly commits: readonly Commit[];
  readonly checkpointed: number;
  /** Bytes of the write-ahead log when each commit beyond those was acknowledged. */
  readonly walBytes: readonly number[];
}

const pageBytes = 4096;

export async function run({ places = 120, seed = 1 }: TornTailOptions = {}): Promise<TornTail> {
  const random = seeded(seed);
  const folder = mkdtempSync(join(tmpdir(), 'tessera-torn-'));
  const kinds: Record<Kind, Tally> = {
    'wal cut': { readable: 0, refused: 0, wrong: [] },
    'wal overwritten': { readable: 0, refused: 0, wrong: [] },
    'file cut': { readable: 0, refused: 0, wrong: [] },
    'page overwritten': { readable: 0, refused: 0, wrong: [] },
  };
  try {
    const written = await write(join(folder, 'log.db'), random);
    const [wal, file] = [readFileSync(`${written.path}-wal`), readFileSync(written.path)];
    for (let place = 0; place < places; place++) {
      const copy = join(folder, `copy-${place}.db`);
      for (const kind of Object.keys(kinds) as Kind[]) {
        const at = damage(kind, copy, { wal, file, random });
        const least = kind.startsWith('wal') ? certain(written, at) : written.commits.length;
        await look(copy, written, least, kinds[kind], `${kind} at ${at}`);
        for (const suffix of ['', '-wal', '-shm']) rmSync(copy + suffix, { force: true });
      }
    }
    const { commits, checkpointed } = written;
    const ok = Object.values(kinds).every(({ wrong }) => wrong.length === 0);
    return { name: 'torn-tail', seed, commits: commits.length, checkpointed, kinds, ok };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A log of which a first part is in the file and the rest in the write-ahead log, as after a crash of its process. */
async function write(path: string, random: () => number): Promise<Written> {
  const log = await openSqliteLog({ path });
  const append = (count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, index) => {
        const filler = 'x'.repeat(Math.floor(random() * 3000));
        const events = [0, 1].map((part) => ({ type: 'Written', data: { part, filler } }));
        return log.append(`ev.torn.tail.${index % 5}`, events, { commandId: `c${random()}` });
      }),
    );
  for (let i = 0; i < 40; i++) await append(5);
  const checkpointed = await log.head();
  // Another connection moves what there is into the file; ours begins the write-ahead log anew.
  const other = new DatabaseSync(path);
  other.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const walBytes: number[] = [];
  for (let i = 0; i < 40; i++) {
    const results = await append(1 + (i % 4));
    const bytes = statSync(`${path}-wal`).size;
    walBytes.push(...results.map(() => bytes));
  }
  const commits = await readAll(log);
  // What a copy would miss is copied now: closing would move it all into the file.
  for (const suffix of ['', '-wal']) copyFileSync(path + suffix, `${path}.kept${suffix}`);
  other.close();
  await log.close();
  return { path: `${path}.kept`, commits, checkpointed, walBytes };
}

/** Makes a damaged copy; answers from which byte on it is. */
function damage(
  kind: Kind,
  copy: string,
  { wal, file, random }: { readonly wal: Buffer; readonly file: Buffer; readonly random: () => number },
): number {
  const source = kind.startsWith('wal') ? wal : file;
  const garbage = (length: number) => Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));
  let at = Math.floor(random() * source.length);
  let damaged: Buffer;
  if (kind === 'page overwritten') {
    at -= at % pageBytes;
    damaged = Buffer.concat([file.subarray(0, at), garbage(pageBytes), file.subarray(at + pageBytes)]);
  } else if (kind === 'wal overwritten') {
    const length = Math.min(1 + Math.floor(random() * 600), source.length - at);
    damaged = Buffer.concat([source.subarray(0, at), garbage(length), source.subarray(at + length)]);
  } else damaged = Buffer.from(source.subarray(0, at));
  writeFileSync(copy, source === file ? damaged : file);
  writeFileSync(`${copy}-wal`, source === wal ? damaged : wal);
  return at;
}

/** How many commits lay wholly before a byte of the write-ahead log, or had left it. */
function certain({ checkpointed, walBytes }: Written, at: number): number {
  return checkpointed + walBytes.filter((bytes) => bytes <= at).length;
}

async function look(path: string, { commits }: Written, least: number, tally: Tally, where: string): Promise<void> {
  try {
    const log = await openSqliteLog({ path });
    try {
      const found = await readAll(log);
      const wrong = found.findIndex((commit, at) => JSON.stringify(commit) !== JSON.stringify(commits[at]));
      if (wrong >= 0) tally.wrong.push(`${where}: commit ${wrong + 1} is not as it was written`);
      else if (found.length < least) tally.wrong.push(`${where}: ${found.length} commits, ${least} were certain`);
      else tally.readable++;
    } finally {
      await log.close();
    }
  } catch (error) {
    if (isLogError(error) && error.message.includes(path)) tally.refused++;
    else tally.wrong.push(`${where}: ${String(error)}`);
  }
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { places: { type: 'string' }, seed: { type: 'string' } } });
  const result = await run(Object.fromEntries(Object.entries(values).map(([key, value]) => [key, Number(value)])));
  process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exitCode = result.ok ? 0 : 1;
}
