/** Reads a service's feed as a gateway does: from one replica until it is gone, then on from another. */
import { decodeCursor, encodeCursor } from '@tessera/event-log';
import { changeLine, changesSince, type Replica } from '@tessera/service-kit/simulation';

export interface FeedReader {
  readonly position: number;
  /** How often it was told that there is a gap, and fetched all documents. */
  readonly gaps: number;
  /** `<projection> <key>` → document. */
  readonly documents: ReadonlyMap<string, object>;
  /** Whether whoever it reads from is alive. */
  readonly connected: boolean;
  connect(replica: Replica, epoch: string): void;
}

type Line = ReturnType<typeof changeLine>;

export function createFeedReader(onViolation: (what: string) => void): FeedReader {
  const documents = new Map<string, object>();
  let position = 0;
  let gaps = 0;
  let from: Replica | undefined;
  let stop: (() => void) | undefined;

  function apply(line: Line, name: string): void {
    if (line.position <= position) onViolation(`the feed of ${name} says ${line.position} after ${position}`);
    position = line.position;
    if (line.kind === 'progress') return;
    for (const { projection, key, document } of line.changes) {
      const at = `${projection} ${key}`;
      if (document === null) {
        documents.delete(at);
        continue;
      }
      const [before, now] = [versionOf(documents.get(at)), versionOf(document)];
      if (now < before) onViolation(`${at} went back from ${before} to ${now} in the feed of ${name}`);
      documents.set(at, document);
    }
  }

  return {
    get position() {
      return position;
    },
    get gaps() {
      return gaps;
    },
    documents,
    get connected() {
      return from?.process.alive === true;
    },
    connect(replica, epoch) {
      stop?.();
      const runtime = replica.runtime!;
      const names = [...runtime.compiled.projections.keys()];
      const start = runtime.feedStart(encodeCursor({ epoch, position }));
      const { name } = replica.process;
      if (start === undefined) {
        if (runtime.position >= position) onViolation(`${name} has ${position} and says that there is a gap`);
        gaps += 1;
        documents.clear();
        for (const projection of names) {
          for (const { key, doc } of runtime.store.all(projection, '*')) documents.set(`${projection} ${key}`, doc);
        }
        position = runtime.position;
      } else if (start < runtime.position) {
        apply(changesSince(runtime.store, names, start, runtime.position)!, name);
      }
      from = replica;
      stop = runtime.onFlushed((flushed) => apply(changeLine(flushed), name));
    },
  };
}

function versionOf(document: object | undefined): number {
  const version = document !== undefined && 'version' in document ? document.version : undefined;
  return typeof version === 'string' ? (decodeCursor(version)?.position ?? 0) : 0;
}
