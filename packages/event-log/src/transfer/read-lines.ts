/** From the lines of an export to commits, or to the first line that is wrong, and why. */
import { LogError } from '../errors.ts';
import type { JsonObject } from '../port.ts';
import { createChain } from './checksum.ts';
import { toCommit, type CloudEvent, type TransferredCommit } from './cloud-event.ts';
import { finishedType, startedType, transferFormat } from './export-log.ts';

interface Sealed extends CloudEvent {
  readonly checksum?: string;
}

/** Yields whole commits, in order, none left out; throws `IMPORT_INVALID` naming the line. */
export async function* readCommits(
  lines: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<TransferredCommit, void, undefined> {
  const chain = createChain();
  let number = 0;
  let begun = false;
  let finished = false;
  let head = 0;
  let events = 0;
  let open: CloudEvent[] = [];

  for await (const text of lines) {
    number++;
    if (text.trim() === '') continue;
    const event = unseal(text, number, chain.next);
    if (finished) throw invalid(number, 'comes after the line that closes the export');
    if (!begun) {
      checkOpening(event, number);
      begun = true;
    } else if (event.type === finishedType) {
      if (open.length > 0) throw invalid(number, `closes the export in the middle of commit ${head + 1}`);
      checkClosing(event.data, { commits: head, events, head }, number);
      finished = true;
    } else {
      checkPlace(event, open, head, number);
      open.push(event);
      events++;
      if (open.length < event.count!) continue;
      yield toCommit(open);
      open = [];
      head++;
    }
  }
  if (!finished) {
    throw invalid(
      number + 1,
      'is missing: the export ends before the line that closes it. It was cut short; export it again',
    );
  }
}

function unseal(text: string, number: number, next: (line: object) => string): CloudEvent {
  let sealed: Sealed;
  try {
    sealed = JSON.parse(text) as Sealed;
  } catch {
    throw invalid(number, 'is not JSON');
  }
  if (typeof sealed !== 'object' || sealed === null || sealed.specversion !== '1.0') {
    throw invalid(number, 'is not a CloudEvent (specversion 1.0)');
  }
  const { checksum, ...event } = sealed;
  if (checksum !== next(event)) {
    throw invalid(number, 'has a wrong checksum: it was altered, or a line before it is missing, doubled or moved');
  }
  return event;
}

function checkOpening({ type, data }: CloudEvent, number: number): void {
  if (type !== startedType) throw invalid(number, `is not the opening of an export (type ${startedType})`);
  if (data.format !== transferFormat) {
    throw invalid(number, `has format ${String(data.format)}; this version reads ${transferFormat}`);
  }
}

function checkClosing(said: JsonObject, found: Readonly<Record<string, number>>, number: number): void {
  for (const [what, count] of Object.entries(found)) {
    if (said[what] !== count) throw invalid(number, `counts ${String(said[what])} as ${what}, but there are ${count}`);
  }
}

/** An event continues the open commit, or begins the one that is next. */
function checkPlace(event: CloudEvent, open: readonly CloudEvent[], head: number, number: number): void {
  const { position, index, count, subject } = event;
  if (position !== String(head + 1)) {
    throw invalid(
      number,
      `has position ${String(position)} where ${head + 1} is due: commits are missing or out of order`,
    );
  }
  const first = open[0] ?? event;
  if (
    index !== open.length ||
    count !== first.count ||
    !Number.isSafeInteger(count) ||
    count! <= index ||
    subject !== first.subject
  ) {
    throw invalid(
      number,
      `is event ${String(index)} of ${String(count)} of commit ${position} where event ${open.length} is due`,
    );
  }
}

function invalid(line: number, why: string): LogError {
  return new LogError('IMPORT_INVALID', `Line ${line} of the import ${why}. Nothing was imported.`, { line });
}
