/** A service that keeps one projection, in memory, with replicas that fold in their own time. */
import type { Clock } from '../clock/clock.ts';
import type { Owner } from '../protocol/frames.ts';
import type { DocumentSource, FeedMessage, OpenRequest, Opening, Refusal } from '../hub/source.ts';
import { createChannel } from './channel.ts';
import { createFakeReplica, type FakeCommit, type FakeReplica, type FakeWrite } from './fake-replica.ts';

export interface FakeServiceOptions {
  readonly clock: Clock;
  readonly service?: string;
  readonly projection?: string;
  readonly type?: string;
  readonly owner?: Owner;
  readonly random?: () => number;
  /** @default 1 */
  readonly replicas?: number;
  /** Milliseconds until a replica has folded a commit; 0 = at once. @default 0 */
  readonly lag?: () => number;
  /** Milliseconds a request takes; 0 = answered in the same turn. @default 0 */
  readonly latency?: () => number;
  /** Who may see what. @default the argument `partition`, else everything, for everybody */
  readonly decide?: (request: OpenRequest) => Opening | Refusal;
}

export interface FakeService {
  readonly source: DocumentSource;
  readonly position: number;
  /** Calls made, for counting. */
  readonly calls: { open: number; documents: number; feed: number };
  commit(...writes: FakeWrite[]): number;
  /** What the newest commits lead to: key → row. */
  rows(): ReadonlyMap<string, FakeWrite>;
  decide: (request: OpenRequest) => Opening | Refusal;
  /** Feeds break and requests fail, until `start`. */
  stop(): void;
  start(): void;
  readonly up: boolean;
  /** Feeds go silent without ending: a connection that is dead and does not know it. */
  freeze(): void;
  forget(): void;
  /** The same events folded anew: other documents at the same positions. */
  rebuild(generation: string, fold?: (write: FakeWrite) => FakeWrite): void;
  /** Another log in its place, with this as its first commit. */
  restore(epoch: string, ...first: FakeWrite[]): void;
}

export function createFakeService(options: FakeServiceOptions): FakeService {
  const { clock, service = 'orders', projection = 'orders', type = 'Order', owner, random = Math.random } = options;
  const lag = options.lag ?? (() => 0);
  const latency = options.latency ?? (() => 0);
  const calls = { open: 0, documents: 0, feed: 0 };
  let commits: FakeCommit[] = [];
  let epoch = 'e1';
  let generation = 'g1';
  let transform = (write: FakeWrite): FakeWrite => write;
  let up = true;
  let replicas: FakeReplica[] = [];
  let frozen = new AbortController();
  build();

  function build(): void {
    for (const replica of replicas) replica.cut();
    replicas = Array.from({ length: options.replicas ?? 1 }, () => createFakeReplica(epoch, projection, generation));
    for (const replica of replicas) replica.apply(folded());
  }

  function folded(): FakeCommit[] {
    return commits.map(({ position, writes }) => ({ position, writes: writes.map(transform) }));
  }

  const pick = (): FakeReplica => replicas[Math.floor(random() * replicas.length)]!;

  function wait(): Promise<void> {
    const ms = latency();
    return ms === 0 ? Promise.resolve() : new Promise((resolve) => void clock.after(ms, resolve));
  }

  async function answer<Result>(make: () => Result): Promise<Result> {
    await wait();
    if (!up) throw new Error(`${service} is down.`);
    const result = make();
    await wait();
    if (!up) throw new Error(`${service} went down.`);
    return result;
  }

  const fake: FakeService = {
    calls,
    get position() {
      return commits.at(-1)?.position ?? 0;
    },
    get up() {
      return up;
    },
    decide:
      options.decide ?? (({ args }) => ({ ok: true, projection, type, partition: String(args['partition'] ?? '*') })),
    commit(...writes) {
      const position = fake.position + 1 + Math.floor(random() * 3);
      commits.push({ position, writes });
      for (const replica of replicas) {
        const ms = lag();
        if (ms === 0) replica.apply(folded());
        else clock.after(ms, () => replica.apply(folded().filter((commit) => commit.position <= position)));
      }
      return position;
    },
    rows() {
      const rows = new Map<string, FakeWrite>();
      for (const write of folded().flatMap(({ writes }) => writes)) {
        if (write.document === null) rows.delete(write.key);
        else rows.set(write.key, write);
      }
      return rows;
    },
    stop() {
      up = false;
      for (const replica of replicas) replica.cut();
    },
    start() {
      up = true;
    },
    freeze() {
      frozen.abort();
      frozen = new AbortController();
    },
    forget() {
      for (const replica of replicas) replica.forget();
    },
    rebuild(to, fold = (write) => write) {
      generation = to;
      transform = fold;
      build();
    },
    restore(to, ...first) {
      epoch = to;
      commits = [{ position: 1, writes: first }];
      build();
    },
    source: {
      service,
      ...(owner === undefined ? {} : { owner }),
      open(request) {
        calls.open += 1;
        return answer(() => fake.decide(request));
      },
      documents(request) {
        calls.documents += 1;
        return answer(() => pick().documents(request));
      },
      async *feed(after, signal) {
        calls.feed += 1;
        await wait();
        if (!up) throw new Error(`${service} is down.`);
        const mine = frozen.signal;
        for await (const message of withHeartbeats(pick().feed(after, signal), clock)) {
          if (mine.aborted) continue;
          yield message;
        }
      },
    },
  };
  return fake;
}

/** A feed says something every five seconds, whatever happens. */
async function* withHeartbeats(feed: AsyncIterable<FeedMessage>, clock: Clock): AsyncGenerator<FeedMessage> {
  const channel = createChannel<FeedMessage>();
  let cancel = (): void => undefined;
  const beat = (): void => {
    cancel = clock.after(5_000, beat);
    channel.push({ kind: 'heartbeat' });
  };
  cancel = clock.after(5_000, beat);
  const pump = async (): Promise<void> => {
    try {
      for await (const message of feed) channel.push(message);
      channel.end();
    } catch (error) {
      channel.end(error instanceof Error ? error : new Error(String(error)));
    } finally {
      cancel();
    }
  };
  pump().catch(() => undefined);
  try {
    yield* channel;
  } finally {
    cancel();
  }
}
