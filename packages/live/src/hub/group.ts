/**
 * Everybody who sees the same: one view, kept in step with its service's feed, and the readers it goes to.
 *
 * A group is in one of two states. In step: the feed's lines are applied as they come. Out of step (at first, or after the
 * feed came back with a gap, another epoch or generation): lines are kept while the service is asked for its documents,
 * then those after the answer are applied. Until then the readers keep the view they have.
 */
import { decodeCursor, encodeCursor, type Cursor } from '../protocol/cursor.ts';
import type { BoundSelection } from '../selection/selection.ts';
import type { Link } from './link.ts';
import type { DocumentChange, DocumentsAnswer, DocumentsRequest } from './source.ts';
import { createView, type View } from './view.ts';

/** What a group needs of its service's feed. */
export interface GroupFeed {
  readonly epoch: string | undefined;
  /** Up to where this projection's documents are told: those of a former fold stand still (LIVE-25). */
  positionOf(projection: string): number;
  generation(projection: string): string | undefined;
  isFormer(projection: string): boolean;
  documents(request: DocumentsRequest): Promise<DocumentsAnswer>;
  /** Resolves when it is worth trying again: after a pause, or when the feed says hello. Rejects once it is closed. */
  pause(): Promise<void>;
  /** Readers are to be sent what changed when the window ends. */
  dirty(group: Group): void;
  onEncode(): void;
}

export interface GroupIdentity {
  readonly id: string;
  readonly projection: string;
  readonly partition: string;
  readonly selection: BoundSelection;
  readonly tombstones: number;
}

export interface Group {
  readonly id: string;
  readonly projection: string;
  readonly partition: string;
  readonly links: Set<Link>;
  /** Undefined until the first answer. */
  readonly view: View | undefined;
  /** Up to where `view` is known to be current. */
  readonly position: number;
  readonly inStep: boolean;
  /** Its documents are of a former fold and stand still. */
  readonly former: boolean;
  /** One line's changes that may concern this group; all changes of the line's commits are in it. */
  apply(changes: readonly DocumentChange[], position: number): void;
  /** The feed has said hello: go on from there, or ask for what is missing. */
  realign(): void;
  /** The feed is about to start anew; its position says nothing until it has said hello. */
  freeze(): void;
  /** Which keys changed after a cursor from before the view's floor; undefined when the service no longer knows either. */
  missed(after: Cursor): Promise<Missed | undefined>;
  close(): void;
}

export interface Missed {
  readonly keys: ReadonlySet<string>;
  /** As of when the service said so. */
  readonly position: number;
}

interface Line {
  readonly changes: readonly DocumentChange[];
  readonly position: number;
}

export function createGroup(identity: GroupIdentity, feed: GroupFeed): Group {
  const { id, projection, partition, selection, tombstones } = identity;
  const links = new Set<Link>();
  let view: View | undefined;
  /** What the view shows when out of step, and at least when in step. */
  let own = 0;
  let inStep = false;
  let buffer: Line[] = [];
  /** Raised by whatever makes a running `align` pointless. */
  let round = 0;
  let closed = false;
  const missing = new Map<string, Promise<Missed | undefined>>();

  const position = (): number => (inStep ? Math.max(own, feed.positionOf(projection)) : own);

  function take(line: Line): void {
    if (view === undefined || line.position <= own) return;
    // Of a former fold this is the rest, up to where it stands still; the line may lead further.
    const at = feed.isFormer(projection) ? Math.max(own, feed.positionOf(projection)) : line.position;
    for (const change of line.changes) {
      const belongs = change.document !== null && (partition === '*' || change.partition === partition);
      view.set(change.key, belongs ? change.document : null, at);
    }
    own = at;
  }

  /** Asks until the answer fits the feed: same fold, and not older than what was seen already. */
  async function align(): Promise<void> {
    round += 1;
    const mine = round;
    inStep = false;
    while (!closed && mine === round) {
      // Whatever the answer is, it must not be older than this; earlier lines are in it.
      buffer = [];
      const from = Math.max(feed.positionOf(projection), view?.epoch === feed.epoch ? own : 0);
      const answer = await ask();
      if (closed || mine !== round) return;
      const cursor = answer === undefined ? undefined : decodeCursor(answer.cursor);
      if (answer !== undefined && cursor !== undefined && fits(cursor) && cursor.position >= from)
        return settle(answer, cursor);
      await feed.pause();
    }
  }

  async function ask(): Promise<DocumentsAnswer | undefined> {
    const resumable = view !== undefined && fits(view);
    const after = resumable ? { after: cursorText({ ...view!, position: own }) } : {};
    try {
      return await feed.documents({ projection, partition, ...after });
    } catch {
      // Reported by the feed; asked again after a pause.
      return undefined;
    }
  }

  function fits(cursor: { readonly epoch: string; readonly generation?: string }): boolean {
    return cursor.epoch === feed.epoch && cursor.generation === feed.generation(projection);
  }

  function settle(answer: DocumentsAnswer, cursor: Cursor): void {
    const { epoch, generation = '', position: at } = cursor;
    if (view === undefined || answer.reset || !fits(view)) {
      view = createView({
        group: id,
        cursor: { epoch, generation, position: at },
        documents: answer.documents,
        pick: selection.pick,
        tombstones,
        onEncode: feed.onEncode,
      });
    } else {
      for (const [key, document] of answer.documents) view.set(key, document, at);
      for (const key of answer.gone) view.set(key, null, at);
    }
    own = at;
    const lines = buffer;
    buffer = [];
    for (const line of lines) take(line);
    inStep = true;
    feed.dirty(group);
  }

  async function askMissed(after: Cursor): Promise<Missed | undefined> {
    const answer = await feed.documents({ projection, partition, after: cursorText(after) });
    const cursor = decodeCursor(answer.cursor);
    if (answer.reset || cursor === undefined || !fits(cursor)) return undefined;
    return { keys: new Set([...answer.documents.map(([key]) => key), ...answer.gone]), position: cursor.position };
  }

  const group: Group = {
    id,
    projection,
    partition,
    links,
    get view() {
      return view;
    },
    get position() {
      return position();
    },
    get inStep() {
      return inStep;
    },
    get former() {
      return feed.isFormer(projection);
    },
    apply(changes, at) {
      if (!inStep) {
        buffer.push({ changes, position: at });
        return;
      }
      if (at <= own) return;
      take({ changes, position: at });
      feed.dirty(group);
    },
    freeze() {
      own = position();
      inStep = false;
      round += 1;
      buffer = [];
    },
    realign() {
      // The feed goes on from at or before where this group stands: nothing is missing.
      if (view !== undefined && fits(view) && feed.positionOf(projection) <= own) {
        inStep = true;
        feed.dirty(group);
        return;
      }
      align().catch(() => undefined);
    },
    missed(after) {
      const text = cursorText(after);
      // Many readers come back from the same position after a restart: asked once for all of them.
      const known = missing.get(text);
      if (known !== undefined) return known;
      const asked = askMissed(after).finally(() => missing.delete(text));
      missing.set(text, asked);
      return asked;
    },
    close() {
      closed = true;
      round += 1;
      view = undefined;
      buffer = [];
    },
  };
  return group;
}

function cursorText({ epoch, generation, position }: Cursor): string {
  return encodeCursor({ epoch, position, ...(generation === undefined ? {} : { generation }) });
}
