/** One replica of a fake service: folds commits in its own time and answers as seams.md §3 says. */
import { decodeCursor, encodeCursor } from '../protocol/cursor.ts';
import type { DocumentChange, DocumentsAnswer, DocumentsRequest, FeedMessage, SourceDocument } from '../hub/source.ts';
import { createChannel, type Channel } from './channel.ts';

export interface FakeCommit {
  readonly position: number;
  readonly writes: readonly FakeWrite[];
}

/** Null removes. */
export interface FakeWrite {
  readonly key: string;
  readonly partition: string;
  readonly document: SourceDocument | null;
}

export interface FakeReplica {
  readonly position: number;
  apply(commits: readonly FakeCommit[]): void;
  documents(request: DocumentsRequest): DocumentsAnswer;
  feed(after: string | undefined, signal: AbortSignal): AsyncIterable<FeedMessage>;
  /** Ends every feed, as a killed process does. */
  cut(): void;
  /** Forgets what was removed up to here: resumes from before get everything. */
  forget(): void;
}

interface Row {
  readonly document: SourceDocument;
  readonly partition: string;
  readonly position: number;
}

export function createFakeReplica(epoch: string, projection: string, generation: string): FakeReplica {
  const rows = new Map<string, Row>();
  let left: { key: string; partition: string; position: number }[] = [];
  const lines: { position: number; changes: DocumentChange[] }[] = [];
  const feeds = new Set<Channel<FeedMessage>>();
  let position = 0;
  let floor = 0;

  function fold({ position: at, writes }: FakeCommit): DocumentChange[] {
    return writes.flatMap(({ key, partition, document }) => {
      const before = rows.get(key);
      if (document === null && before === undefined) return [];
      if (before !== undefined && (document === null || before.partition !== partition))
        left.push({ key, partition: before.partition, position: at });
      if (document === null) rows.delete(key);
      else rows.set(key, { document, partition, position: at });
      const was = before !== undefined && before.partition !== partition ? { was: before.partition } : {};
      return [{ projection, key, partition: document === null ? before!.partition : partition, ...was, document }];
    });
  }

  return {
    get position() {
      return position;
    },
    apply(commits) {
      const news = commits.filter((commit) => commit.position > position);
      if (news.length === 0) return;
      const changes = news.flatMap(fold);
      position = news.at(-1)!.position;
      const message: FeedMessage =
        changes.length === 0 ? { kind: 'progress', position } : { kind: 'changes', position, changes };
      if (changes.length > 0) lines.push({ position, changes });
      for (const channel of feeds) channel.push(message);
    },
    documents({ partition, after }) {
      const cursor = encodeCursor({ epoch, generation, position });
      const from = after === undefined ? undefined : decodeCursor(after);
      const resumes = from?.epoch === epoch && from.generation === generation && from.position >= floor;
      const since = resumes ? from.position : -1;
      const inside = (of: string): boolean => partition === '*' || of === partition;
      const documents = [...rows]
        .filter(([, row]) => inside(row.partition) && row.position > since)
        .map(([key, { document }]) => [key, document] as const);
      const stays = (key: string): boolean => rows.has(key) && inside(rows.get(key)!.partition);
      const gone = left
        .filter((row) => resumes && inside(row.partition) && row.position > since && !stays(row.key))
        .map(({ key }) => key);
      return { cursor, reset: !resumes, documents, gone: [...new Set(gone)] };
    },
    async *feed(after, signal) {
      const channel = createChannel<FeedMessage>();
      const from = after === undefined ? undefined : decodeCursor(after);
      const resumes = from?.epoch === epoch && from.position >= floor;
      const start = resumes ? Math.min(from.position, position) : position;
      channel.push({ kind: 'hello', epoch, generations: { [projection]: generation }, position: start });
      for (const line of lines) if (line.position > start) channel.push({ kind: 'changes', ...line });
      channel.push({ kind: 'progress', position });
      feeds.add(channel);
      const stop = (): void => channel.end();
      signal.addEventListener('abort', stop);
      try {
        yield* channel;
      } finally {
        feeds.delete(channel);
        signal.removeEventListener('abort', stop);
      }
    },
    cut() {
      for (const channel of feeds) channel.end(new Error('The connection was reset.'));
      feeds.clear();
    },
    forget() {
      floor = position;
      left = [];
      lines.length = 0;
    },
  };
}
