/**
 * One service's feed, shared by everything that subscribes to it (one per hub): reads it, reconnects, hands its lines to
 * the groups they concern, and ends the windows in which changes are gathered.
 */
import { createBackoff } from '../clock/backoff.ts';
import type { Clock } from '../clock/clock.ts';
import { encodeCursor } from '../protocol/cursor.ts';
import type { BoundSelection } from '../selection/selection.ts';
import { createGroup, type Group, type GroupFeed } from './group.ts';
import { groupId } from './group-id.ts';
import { readFeed } from './read-feed.ts';
import type { DocumentChange, DocumentSource, FeedMessage, Opening, OpenRequest, Refusal } from './source.ts';

export interface ServiceFeedOptions {
  readonly source: DocumentSource;
  readonly clock: Clock;
  readonly random: () => number;
  readonly coalesceMs: number;
  readonly silenceMs: number;
  readonly lingerMs: number;
  readonly tombstones: number;
  /** Names of groups in use, over all services of the hub. */
  readonly ids: Set<string>;
  /** The service was lost, or is back. */
  readonly onState: (feed: ServiceFeed) => void;
  /** A window has ended: the readers of these groups are due. */
  readonly onWindow: (groups: ReadonlySet<Group>) => void;
  readonly onEncode: () => void;
  readonly onError: (error: unknown, doing: string) => void;
}

export interface ServiceFeed {
  readonly source: DocumentSource;
  /** `connecting` until the first hello or failure. */
  readonly state: 'connecting' | 'live' | 'stale';
  /** When something was last heard, in ms since 1970. */
  readonly heardAt: number;
  /** Up to where it was read. */
  readonly cursor: string | undefined;
  /** Up to where readers that keep up have been served; undefined before the first hello. Ends the running window. */
  served(): string | undefined;
  readonly groups: ReadonlyMap<string, Group>;
  /** Asks the service until it answers; undefined once the feed is closed or `signal` is aborted. */
  open(request: OpenRequest, signal: AbortSignal): Promise<Opening | Refusal | undefined>;
  /** The group of everybody who sees this; starts the feed with the first. */
  join(opening: Opening, selection: BoundSelection): Group;
  /** Called when a link has left: without links a group lingers, then goes. */
  left(group: Group): void;
  /** A reader waits for the group to move. */
  wait(group: Group): void;
  close(): void;
}

export function createServiceFeed(options: ServiceFeedOptions): ServiceFeed {
  const { source, clock, coalesceMs } = options;
  const closing = new AbortController();
  const backoff = createBackoff({ minMs: 100, maxMs: 5_000, random: options.random });
  const groups = new Map<string, Group>();
  /** `projection` and partition → groups; `*` is a partition of its own here. */
  const byPartition = new Map<string, Set<Group>>();
  const keys = new Map<Group, string>();
  const lingering = new Map<Group, () => void>();
  /** Ends a pause; true = a hello ends it, too. */
  const pauses = new Map<() => void, boolean>();
  let due = new Set<Group>();
  let waiting = new Set<Group>();
  let cancelWindow: (() => void) | undefined;
  let lastWindow = -Infinity;
  let state: ServiceFeed['state'] = 'connecting';
  let heardAt = clock.now();
  let epoch: string | undefined;
  let position = 0;
  let generations: Readonly<Record<string, string>> = {};
  let former: Readonly<Record<string, number>> = {};
  let greeted = false;

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      const after = epoch === undefined ? undefined : encodeCursor({ epoch, position });
      const why = await readFeed({
        open: (signal) => source.feed(after, signal),
        clock,
        silenceMs: options.silenceMs,
        signal: closing.signal,
        onMessage,
      });
      if (why === undefined) return;
      options.onError(why, 'reading its feed');
      lose();
      await pause(backoff.next(), false);
    }
  }

  function lose(): void {
    endWindow();
    greeted = false;
    for (const group of groups.values()) group.freeze();
    if (state === 'stale') return;
    state = 'stale';
    options.onState(feed);
  }

  function onMessage(message: FeedMessage): void {
    heardAt = clock.now();
    if (message.kind === 'heartbeat') return;
    if (message.kind === 'hello') return onHello(message);
    if (!greeted) throw new Error(`The feed of ${source.service} must start with hello, not ${message.kind}.`);
    if (message.kind === 'changes') distribute(message.changes, message.position);
    position = Math.max(position, message.position);
    if (waiting.size > 0) {
      for (const group of waiting) due.add(group);
      waiting = new Set();
    }
    if (due.size > 0) scheduleWindow();
  }

  function onHello(hello: FeedMessage & { kind: 'hello' }): void {
    endWindow();
    for (const group of groups.values()) group.freeze();
    ({ epoch, position, generations, former = {} } = hello);
    greeted = true;
    backoff.reset();
    for (const group of groups.values()) group.realign();
    for (const [wake, untilHello] of [...pauses]) if (untilHello) wake();
    const wasLost = state === 'stale';
    state = 'live';
    if (wasLost) options.onState(feed);
  }

  function distribute(changes: readonly DocumentChange[], at: number): void {
    const concerned = new Map<Group, DocumentChange[]>();
    for (const change of changes) {
      const seen = new Set<string>(['*', change.partition, ...(change.was === undefined ? [] : [change.was])]);
      for (const partition of seen) {
        for (const group of byPartition.get(partitionKey(change.projection, partition)) ?? []) {
          const known = concerned.get(group);
          if (known === undefined) concerned.set(group, [change]);
          else known.push(change);
        }
      }
    }
    for (const [group, own] of concerned) group.apply(own, at);
  }

  function scheduleWindow(): void {
    if (cancelWindow !== undefined) return;
    // The first change after a quiet time goes out at once; those that follow wait for the window's end.
    const left = lastWindow + coalesceMs - clock.now();
    // More than a whole one: the clock was put back, and nobody waits for it.
    const wait = left > coalesceMs ? 0 : Math.max(0, left);
    cancelWindow = clock.after(wait, endWindow);
  }

  function endWindow(): void {
    cancelWindow?.();
    cancelWindow = undefined;
    if (due.size === 0) return;
    lastWindow = clock.now();
    const groupsDue = due;
    due = new Set();
    for (const group of groupsDue) group.view?.closeWindow(group.position);
    options.onWindow(groupsDue);
  }

  function pause(ms: number, untilHello: boolean): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        cancel();
        pauses.delete(wake);
        resolve();
      };
      const cancel = clock.after(ms, wake);
      pauses.set(wake, untilHello);
      if (closing.signal.aborted) wake();
    });
  }

  const groupFeed: GroupFeed = {
    get epoch() {
      return epoch;
    },
    positionOf: (projection) => former[projection] ?? position,
    isFormer: (projection) => former[projection] !== undefined,
    generation: (projection) => generations[projection],
    async documents(request) {
      try {
        return await source.documents(request, closing.signal);
      } catch (error) {
        if (!closing.signal.aborted) options.onError(error, `reading documents of ${request.projection}`);
        throw error;
      }
    },
    pause: () => pause(100 + 400 * options.random(), true),
    dirty(group) {
      due.add(group);
      scheduleWindow();
    },
    onEncode: options.onEncode,
  };

  function index(group: Group): Set<Group> {
    const key = partitionKey(group.projection, group.partition);
    const known = byPartition.get(key) ?? new Set();
    byPartition.set(key, known);
    return known;
  }

  function dispose(group: Group, key: string): void {
    lingering.delete(group);
    groups.delete(key);
    keys.delete(group);
    options.ids.delete(group.id);
    const siblings = index(group);
    siblings.delete(group);
    if (siblings.size === 0) byPartition.delete(partitionKey(group.projection, group.partition));
    due.delete(group);
    waiting.delete(group);
    group.close();
  }

  const feed: ServiceFeed = {
    source,
    get state() {
      return state;
    },
    get heardAt() {
      return heardAt;
    },
    get cursor() {
      return epoch === undefined ? undefined : encodeCursor({ epoch, position });
    },
    served() {
      endWindow();
      return feed.cursor;
    },
    groups,
    async open(request, signal) {
      const retry = createBackoff({ minMs: 200, maxMs: 5_000, random: options.random });
      // Its feed works, but this it cannot answer: better to say so than to let people wait for ever.
      let failures = 0;
      while (!closing.signal.aborted && !signal.aborted) {
        try {
          return await source.open(request, signal);
        } catch (error) {
          if (closing.signal.aborted || signal.aborted) return undefined;
          options.onError(error, `opening ${request.field}`);
          failures = state === 'live' ? failures + 1 : 0;
          if (failures >= 8) return { ok: false, code: 'SERVICE_UNAVAILABLE', message: unavailable(request.field) };
        }
        await pause(retry.next(), true);
      }
      return undefined;
    },
    join(opening, selection) {
      const { projection, partition, type, scope = '' } = opening;
      const key = JSON.stringify([source.service, projection, partition, type, scope, selection.key]);
      const known = groups.get(key);
      if (known !== undefined) {
        lingering.get(known)?.();
        lingering.delete(known);
        return known;
      }
      const id = groupId(key, options.ids);
      options.ids.add(id);
      const group = createGroup({ id, projection, partition, selection, tombstones: options.tombstones }, groupFeed);
      groups.set(key, group);
      keys.set(group, key);
      index(group).add(group);
      if (greeted) group.realign();
      return group;
    },
    left(group) {
      if (closing.signal.aborted || group.links.size > 0 || lingering.has(group)) return;
      lingering.set(
        group,
        clock.after(options.lingerMs, () => dispose(group, keys.get(group)!)),
      );
    },
    wait: (group) => void waiting.add(group),
    close() {
      closing.abort();
      for (const wake of [...pauses.keys()]) wake();
      cancelWindow?.();
      for (const cancel of lingering.values()) cancel();
      for (const [key, group] of [...groups]) dispose(group, key);
    },
  };
  run().catch((error: unknown) => options.onError(error, 'reading its feed'));
  return feed;
}

function unavailable(field: string): string {
  return `The service cannot open ${field} at the moment. Try again later.`;
}

function partitionKey(projection: string, partition: string): string {
  return `${projection} ${partition}`;
}
