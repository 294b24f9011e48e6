/** The `tessera` command as people run it: a process of its own, with nothing of ours in its environment. */
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { main } from '../main.ts';

const bin = fileURLToPath(new URL('../../bin/tessera.mjs', import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Whoever reads stdout has gone before there is anything, as `| head` may have. */
  readonly isUnread?: boolean;
  /** Called with all of stdout so far at each piece. */
  readonly onOut?: (out: string, child: ChildProcess) => void;
}

export function runTessera(
  args: readonly string[],
  { env = {}, stdin = '', isUnread = false, onOut }: RunOptions = {},
): Promise<Ran> {
  const child = spawn(process.execPath, [bin, ...args], { env: { PATH: process.env.PATH, NO_COLOR: '1', ...env } });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    out += piece;
    onOut?.(out, child);
  });
  if (isUnread) child.stdout.destroy();
  child.stderr.setEncoding('utf8').on('data', (piece: string) => (err += piece));
  // It may have ended before it has read everything.
  child.stdin.on('error', () => undefined).end(stdin);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
  });
}

/** The same within this process: what it would have written, and its exit code. One call at a time. */
export async function callTessera(args: readonly string[]): Promise<Ran> {
  const written = { out: '', err: '' };
  const streams = [
    [process.stdout, 'out'],
    [process.stderr, 'err'],
  ] as const;
  const restore = streams.map(([stream, name]) => {
    const { write } = stream;
    stream.write = (piece: string | Uint8Array) => {
      written[name] += String(piece);
      return true;
    };
    return () => void (stream.write = write);
  });
  const { exitCode } = process;
  process.exitCode = 0;
  try {
    await main(args);
    return { code: Number(process.exitCode), ...written };
  } finally {
    process.exitCode = exitCode;
    restore.forEach((undo) => undo());
  }
}
