/**
 * A writer process: appends commits until it is killed, and reports each acknowledgement, synchronously, the
 * moment it has it. Every event carries what is needed to tell a whole commit from a part of one.
 *
 * argv: log url, writer name, first sequence number, appends in flight, how far off its clock is (ms), how fast that runs
 */
import { writeSync } from 'node:fs';
import { openLog } from '../../src/open/index.ts';

/** One line of the child's output. `retried`: the log knew this command already, from before a kill. */
export interface Acknowledgement {
  readonly writer: string;
  readonly sequence: number;
  readonly position: number;
  readonly events: number;
  readonly retried: boolean;
}

/** How many events the commit with this sequence number has. */
export function sizeOf(sequence: number): number {
  return 1 + (sequence % 7);
}

/** A writer's stream for a sequence number: a few streams each, so that versions are contended for within a process too. */
export function streamOf(writer: string, sequence: number): string {
  return `ev.kill.${writer}.${sequence % 5}`;
}

/** A clock that is off by `offMs`, and runs `rate` times as fast; backwards when that is negative. */
function clock(offMs: number, rate: number): () => string {
  const started = Date.now();
  return () => new Date(started + offMs + (Date.now() - started) * rate).toISOString();
}

async function write(url: string, writer: string, first: number, inFlight: number, now: () => string): Promise<void> {
  const log = await openLog(url, { patienceMs: 100_000, now });
  async function one(sequence: number): Promise<void> {
    const events = Array.from({ length: sizeOf(sequence) }, (_, index) => ({
      type: 'Written',
      data: { writer, sequence, index, of: sizeOf(sequence), filler: 'x'.repeat((sequence * 37) % 400) },
    }));
    const result = await log.append(streamOf(writer, sequence), events, { commandId: `${writer}-${sequence}` });
    if (!result.ok) throw new Error(`${writer} ${sequence}: a conflict although nothing was expected`);
    const { position } = result.commit;
    const line: Acknowledgement = {
      writer,
      sequence,
      position,
      events: result.commit.events.length,
      retried: result.duplicate,
    };
    writeSync(1, `${JSON.stringify(line)}\n`);
  }
  for (let sequence = first; ; sequence += inFlight) {
    await Promise.all(Array.from({ length: inFlight }, (_, i) => one(sequence + i)));
  }
}

if (import.meta.main) {
  const [url, writer, first, inFlight, offMs, rate] = process.argv.slice(2);
  await write(url!, writer!, Number(first), Number(inFlight), clock(Number(offMs ?? 0), Number(rate ?? 1)));
}
