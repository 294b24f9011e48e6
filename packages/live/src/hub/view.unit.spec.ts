import { describe, expect, it } from 'vitest';
import { parseFrames } from '../testing/read-frames.ts';
import type { FrameData } from '../protocol/frames.ts';
import { createView, type View, type ViewFrame } from './view.ts';

function create(tombstones = 100): View {
  return createView({
    group: 'g',
    cursor: { epoch: 'e', generation: 'g1', position: 10 },
    documents: [
      ['a', { n: 1 }],
      ['b', { n: 1 }],
    ],
    pick: (document) => document,
    tombstones,
  });
}

function change(frame: ViewFrame | undefined): FrameData['change'] | undefined {
  return frame === undefined ? undefined : (parseFrames(frame.bytes)[0]!.data as FrameData['change']);
}

describe('a view', () => {
  it('gives those that keep up the same frame, whenever they joined (LIVE-7)', () => {
    const view = create();
    view.set('a', { n: 2 }, 12);
    view.closeWindow(13);
    expect(view.change(10, 13)).toBe(view.change(11, 13));
    // Joined at 15, when nothing had changed since 12.
    view.set('a', { n: 3 }, 20);
    view.closeWindow(20);
    expect(view.change(13, 20)).toBe(view.change(15, 20));
    expect(change(view.change(13, 20))).toMatchObject({ since: 'e.d.g1', cursor: 'e.k.g1', put: [['a', { n: 3 }]] });
  });

  it('leaves out what is as it was, for those that keep up (LIVE-12)', () => {
    const view = create();
    view.set('a', { n: 2 }, 11);
    view.set('a', { n: 1 }, 12);
    view.set('c', { n: 1 }, 12);
    view.set('c', null, 13);
    view.closeWindow(13);
    expect(view.change(10, 13)).toBeUndefined();
  });

  it('names everything touched to a reader from elsewhere, who may have seen what never was shown here (LIVE-17)', () => {
    const view = create();
    view.set('a', { n: 2 }, 11);
    view.set('a', { n: 1 }, 13);
    view.set('c', { n: 1 }, 11);
    view.set('c', null, 13);
    view.closeWindow(13);
    expect(change(view.resume(12, 13))).toMatchObject({ put: [['a', { n: 1 }]], gone: ['c'] });
    expect(change(view.resume(13, 13))).toMatchObject({ put: [], gone: [] });
  });

  it('covers several windows for a slow reader, newest state only (LIVE-40)', () => {
    const view = create();
    for (let n = 1; n <= 300; n += 1) {
      view.set('a', { n: n + 1 }, 10 + n);
      view.set(`k${n}`, { n }, 10 + n);
      view.closeWindow(10 + n);
    }
    const frame = change(view.change(290, 310))!;
    expect(frame.put.map(([key]) => key)).toHaveLength(21);
    expect(frame.put.find(([key]) => key === 'a')![1]).toEqual({ n: 301 });
    expect(view.change(310, 310)).toBeUndefined();
  });

  it('still knows what changed when its log of keys was cut', () => {
    const view = create(100_000);
    for (let n = 1; n <= 8_000; n += 1) {
      view.set(`k${n}`, { n }, 10 + n);
      view.closeWindow(10 + n);
    }
    expect(change(view.change(10, 8_010))!.put).toHaveLength(8_000);
    expect(change(view.change(7_000, 8_010))!.put).toHaveLength(1_010);
  });

  it('forgets the oldest removed keys, and says from where on it knows (LIVE-21)', () => {
    const view = create(2);
    for (const [n, key] of ['a', 'b', 'x', 'y'].entries()) {
      view.set(key, null, 20 + n);
      view.closeWindow(20 + n);
    }
    expect(view.floor).toBe(21);
    expect(change(view.resume(21, 30))!.gone).toEqual(['x', 'y']);
  });

  it('does not send a reader back with a frame that was made earlier (LIVE-22)', () => {
    const view = create();
    const early = view.full(12, undefined, 0);
    expect(view.full(15, undefined, 12)).toBe(early);
    expect(view.full(15, undefined, 13).position).toBe(15);
  });
});
