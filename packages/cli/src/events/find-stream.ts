/** From what a person calls an entity to its stream. */
import { parseStreamName, type EventLog, type JsonValue } from '@tessera/event-log';
import { CliError } from '../errors/cli-error.ts';
import { createFilter, subjectOf } from './filter.ts';
import { readEvents } from './read-events.ts';

export interface NamedStream {
  readonly stream: string;
  /** Streams of the same id, or that speak of the same thing; the earliest is chosen. */
  readonly others: readonly string[];
}

const namesShown = 5;

/**
 * A whole stream name is taken as it is. A bare word is looked for in the whole log: as the last part of a stream's name,
 * else as a text at the top of an event's data (an order's number). Throws `NOT_FOUND`.
 */
export async function findStream(log: EventLog, text: string, signal: AbortSignal): Promise<NamedStream> {
  const whole = parseStreamName(subjectOf(text));
  if (whole && /[./]/.test(text)) return { stream: subjectOf(text), others: [] };
  const byId = new Set<string>();
  const byData = new Set<string>();
  for await (const { commit, event } of readEvents(
    log,
    { after: 0, filter: createFilter({}), follow: false },
    signal,
  )) {
    if (commit.stream.endsWith(`.${text}`)) byId.add(commit.stream);
    else if (byId.size === 0 && byData.size <= namesShown && speaksOf(event.data, text)) byData.add(commit.stream);
  }
  signal.throwIfAborted();
  const [stream, ...others] = byId.size > 0 ? byId : byData;
  if (stream !== undefined) return { stream, others: others.slice(0, namesShown) };
  throw new CliError('NOT_FOUND', `Nothing in the log is called "${text}"`, {
    why: 'no stream ends with it, and no event has it as a text of its own',
    advice: 'Write the stream: orders/order/<id>. `tessera events stats` lists what streams there are.',
  });
}

function speaksOf(data: { readonly [key: string]: JsonValue }, text: string): boolean {
  for (const key in data) if (data[key] === text) return true;
  return false;
}
