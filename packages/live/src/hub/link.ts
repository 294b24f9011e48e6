/**
 * One connection's place in one group. It holds where the reader stands, never what it has yet to get: that is worked out
 * when it can be sent (LIVE-40). So a reader that takes nothing costs nothing, however long.
 */
import { decodeCursor, type Cursor } from '../protocol/cursor.ts';
import type { ResetReason } from '../protocol/frames.ts';
import type { Group, Missed } from './group.ts';
import type { View, ViewFrame } from './view.ts';

export interface Link {
  readonly group: Group;
  /** The client's names for the subscriptions that lead here. */
  readonly ids: Set<string>;
  /** Subscriptions of this link whose grants are being asked about; nothing is sent meanwhile (LIVE-51). */
  readonly held: Set<string>;
  /** The next frame for this reader; undefined when there is none, or not yet. Taking it moves the reader on. */
  take(): ViewFrame | undefined;
  /** Everything up to the group's position has been taken. */
  upToDate(): boolean;
  /** A further subscription of the same connection leads here: start from the older of the two. */
  rewind(start: LinkStart): void;
  /** The newest the reader has, as far as is known. */
  seen(): Cursor | undefined;
  readonly owner: LinkOwner;
}

/** The connection, as its links see it. */
export interface LinkOwner {
  /** Takes the link's next frame, if the connection takes one, to be written with the others of this turn. */
  queue(link: Link): void;
}

export interface LinkStart {
  /** The cursor the client sent. */
  readonly after?: string | undefined;
  /** Replaces whatever the client has, for this reason. */
  readonly reset?: ResetReason | undefined;
}

export interface LinkOptions extends LinkStart {
  readonly group: Group;
  readonly owner: LinkOwner;
  /** Called when a frame may be there outside the group's own windows. */
  readonly wake: (link: Link) => void;
  /** The reader is ahead of the group: queue it again once that has moved. */
  readonly wait: (group: Group) => void;
}

type Stand =
  /** Says what it has seen, which is compared with the view once that is there. */
  | { readonly at: 'claim'; readonly cursor: Cursor }
  /** Needs the whole view, of no older position than `atLeast` if the epoch is the same. */
  | { readonly at: 'nothing'; readonly reason?: ResetReason | undefined; readonly atLeast?: Cursor | undefined }
  /** Is from before the view's floor; the service is being asked what it missed. */
  | { readonly at: 'asking'; readonly cursor: Cursor; readonly view: View }
  | { readonly at: 'missed'; readonly cursor: Cursor; readonly view: View; readonly missed: Missed }
  /** Has frames of `view` up to `position`; `greeted` once this stream has sent one (LIVE-16). */
  | { readonly at: 'view'; readonly view: View; readonly position: number; readonly greeted: boolean };

export function createLink({ group, owner, wake, wait, ...start }: LinkOptions): Link {
  let stand = standOf(start);

  /** Settles a claim against the view there is now. */
  function judge(cursor: Cursor, view: View): Exclude<Stand, { at: 'claim' }> {
    if (cursor.epoch !== view.epoch) return { at: 'nothing', reason: 'epoch' };
    if (cursor.generation !== view.generation) return { at: 'nothing', reason: 'generation', atLeast: cursor };
    if (cursor.position >= view.floor) return { at: 'view', view, position: cursor.position, greeted: false };
    ask(cursor, view);
    return { at: 'asking', cursor, view };
  }

  function ask(cursor: Cursor, view: View): void {
    const learn = (missed: Missed | undefined): void => {
      if (stand.at !== 'asking' || stand.cursor !== cursor) return;
      stand =
        missed === undefined
          ? { at: 'nothing', reason: 'floor', atLeast: cursor }
          : { at: 'missed', cursor, view, missed };
      wake(link);
    };
    // When the service cannot say, the whole view is always right.
    group.missed(cursor).then(learn, () => learn(undefined));
  }

  function takeFull(view: View, reason: ResetReason | undefined, least: Cursor | undefined): ViewFrame | undefined {
    const atLeast = least?.epoch === view.epoch ? least.position : 0;
    if (group.position < atLeast) return later();
    return shown(view, view.full(group.position, reason, atLeast));
  }

  function takeChange(view: View, position: number, greeted: boolean): ViewFrame | undefined {
    if (group.position < position) return later();
    if (position < view.floor) return takeFull(view, 'floor', undefined);
    const frame = greeted ? view.change(position, group.position) : view.resume(position, group.position);
    return frame === undefined ? undefined : shown(view, frame);
  }

  function takeMissed(view: View, cursor: Cursor, { keys, position }: Missed): ViewFrame | undefined {
    if (position < view.floor) return takeFull(view, 'floor', cursor);
    return shown(view, view.changeOf(cursor.position, group.position, keys, position));
  }

  function later(): undefined {
    wait(group);
    return undefined;
  }

  function shown(view: View, frame: ViewFrame): ViewFrame {
    stand = { at: 'view', view, position: frame.position, greeted: true };
    return frame;
  }

  const link: Link = {
    group,
    ids: new Set(),
    held: new Set(),
    take() {
      const { view } = group;
      if (view === undefined || link.held.size > 0) return undefined;
      if ((stand.at === 'asking' || stand.at === 'missed') && stand.view !== view)
        stand = { at: 'claim', cursor: stand.cursor };
      if (stand.at === 'view' && stand.view !== view) stand = replaced(stand.view, stand.position, view);
      const settled = stand.at === 'claim' ? judge(stand.cursor, view) : stand;
      stand = settled;
      if (settled.at === 'asking') return undefined;
      if (settled.at === 'nothing') return takeFull(view, settled.reason, settled.atLeast);
      if (settled.at === 'missed') return takeMissed(view, settled.cursor, settled.missed);
      return takeChange(view, settled.position, settled.greeted);
    },
    upToDate() {
      if (stand.at !== 'view' || !stand.greeted || stand.view !== group.view) return false;
      if (link.held.size > 0 || !group.inStep || group.former) return false;
      return stand.view.change(stand.position, group.position) === undefined;
    },
    rewind(more) {
      stand = older(stand, standOf(more));
    },
    seen: () => seenBy(stand),
    owner,
  };
  return link;
}

function standOf({ after, reset }: LinkStart): Stand {
  const cursor = after === undefined ? undefined : decodeCursor(after);
  if (reset !== undefined) return { at: 'nothing', reason: reset, atLeast: cursor };
  if (after === undefined) return { at: 'nothing' };
  if (cursor?.generation === undefined) return { at: 'nothing', reason: 'cursor' };
  return { at: 'claim', cursor };
}

/** The view was replaced under the reader (LIVE-23). */
function replaced(before: View, position: number, after: View): Stand {
  const { epoch, generation } = before;
  if (epoch !== after.epoch) return { at: 'nothing', reason: 'epoch' };
  const reason = generation === after.generation ? 'floor' : 'generation';
  return { at: 'nothing', reason, atLeast: { epoch, generation, position } };
}

/** Where both readers can start from. The whole view always does; it must only not be older than what either has. */
function older(a: Stand, b: Stand): Stand {
  const seenA = seenBy(a);
  const seenB = seenBy(b);
  const sameFold = seenA?.epoch === seenB?.epoch && seenA?.generation === seenB?.generation;
  if (seenA !== undefined && seenB !== undefined && sameFold && a.at !== 'nothing' && b.at !== 'nothing')
    return { at: 'claim', cursor: seenA.position < seenB.position ? seenA : seenB };
  const reason = (a.at === 'nothing' ? a.reason : undefined) ?? (b.at === 'nothing' ? b.reason : undefined);
  const newest = (seenA?.position ?? 0) > (seenB?.position ?? 0) ? seenA : (seenB ?? seenA);
  return { at: 'nothing', reason, atLeast: newest };
}

function seenBy(stand: Stand): Cursor | undefined {
  if (stand.at === 'nothing') return stand.atLeast;
  if (stand.at !== 'view') return stand.cursor;
  const { epoch, generation } = stand.view;
  return { epoch, generation, position: stand.position };
}
