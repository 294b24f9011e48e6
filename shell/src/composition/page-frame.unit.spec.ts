import { onNotification } from '@tessera/app-kit/host';
import type { Composition, Frame, LibraryLive } from '@tessera/contracts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLibraries } from '../load/libraries.ts';
import { createCompositionStore } from './composition-store.ts';
import { createPageFrame, type PageFrame } from './page-frame.ts';

const library = (version: string): LibraryLive => ({
  module: 'shared-ui',
  version,
  imports: {},
  css: [],
  integrity: {},
});
const frameOf = (version: string, libraries: readonly string[], killed: readonly string[] = []): Frame => ({
  version,
  libraries: libraries.map(library),
  own: [`shared-ui@${libraries[0]}`],
  killed: [...killed],
});
const compositionOf = (revision: string, frame: Frame): Composition => ({ revision, frame, modules: {} });

/** A tab, which outlives its documents. */
function openTab() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

let time = 0;
let heard: number | undefined;
let page: PageFrame | undefined;
const reload = vi.fn();
afterEach(() => {
  page?.close();
  reload.mockClear();
});

function load(memory: ReturnType<typeof openTab> | undefined, first: Frame, revision = '1') {
  const composition = createCompositionStore(compositionOf(revision, first));
  const libraries = createLibraries(first, () => frame.look());
  composition.onChange(() => libraries.see(composition.now().frame));
  const frame = createPageFrame({
    composition,
    frame: first,
    libraries,
    reload,
    memory,
    mustSwitchAfterMs: 1000,
    clock: () => time,
    lastHeard: () => heard ?? time,
  });
  page = frame;
  return {
    frame,
    goLive: (at: string, next: Frame) => composition.set(compositionOf(at, next)),
    loads: (version: string) => libraries.take([library(version)]),
  };
}
const before = frameOf('1.0.0', ['1.4.0', '2.0.0']);

describe('the frame of an open page', () => {
  it('is what the document was made with, and what it has loaded since', () => {
    const { frame, loads } = load(openTab(), before);
    expect(frame.parts()).toEqual([
      { module: 'shell', version: '1.0.0' },
      { module: 'shared-ui', version: '1.4.0' },
    ]);
    loads('2.0.0');
    expect(frame.parts()).toContainEqual({ module: 'shared-ui', version: '2.0.0' });
  });

  it('waits when something newer is live, and says since when nobody is asked any more', () => {
    time = 0;
    const { frame, goLive } = load(openTab(), before);
    goLive('2', frameOf('1.1.0', ['1.4.0', '2.0.0']));
    expect(frame.now().kind).toBe('outdated');
    time = 999;
    goLive('3', frameOf('1.2.0', ['1.4.0', '2.0.0']));
    expect(frame.mustSwitch()).toBe(false);
    time = 1000;
    expect(frame.mustSwitch()).toBe(true);
    goLive('4', before);
    expect([frame.now().kind, frame.mustSwitch()]).toEqual(['current', false]);
    expect(reload).not.toHaveBeenCalled();
  });

  it('of a tab that slept counts from when it fell asleep', () => {
    time = 0;
    const { frame, goLive } = load(openTab(), before);
    heard = 100;
    time = 1_100;
    goLive('2', frameOf('1.1.0', ['1.4.0', '2.0.0']));
    expect(frame.mustSwitch()).toBe(true);
    heard = undefined;
  });

  it('is not outdated by a release of a library that it has not loaded', () => {
    const { frame, goLive } = load(openTab(), before);
    goLive('2', frameOf('1.0.0', ['1.4.0', '2.0.1'], ['shared-ui@2.0.0']));
    expect(frame.now().kind).toBe('current');
    expect(reload).not.toHaveBeenCalled();
  });
});

describe('a killed release of the frame', () => {
  it.each([
    ['the shell', 'shell@1.0.0', frameOf('0.9.0', ['1.4.0', '2.0.0'], ['shell@1.0.0'])],
    ['its library', 'shared-ui@1.4.0', frameOf('1.0.0', ['1.3.0', '2.0.0'], ['shared-ui@1.4.0'])],
    ['one that was loaded later', 'shared-ui@2.0.0', frameOf('1.0.0', ['1.4.0', '2.0.1'], ['shared-ui@2.0.0'])],
  ])('(%s) is left at once by a document load, and the next page says why', (_what, killed, after) => {
    const tab = openTab();
    const { goLive, loads } = load(tab, before);
    loads('2.0.0');
    goLive('2', after);
    expect(reload).toHaveBeenCalledOnce();
    goLive('3', { ...after, version: '0.8.0' });
    expect(reload, 'one document load is under way').toHaveBeenCalledOnce();

    const said: string[] = [];
    const stop = onNotification(({ detail }) => said.push(detail ?? ''));
    const { frame } = load(tab, after, '2');
    load(tab, after, '2');
    stop();
    expect(frame.now().kind).toBe('current');
    expect(said).toEqual([expect.stringContaining(killed)]);
    expect(reload).toHaveBeenCalledOnce();
  });

  it('is left when the page loads it after it was killed', () => {
    const { goLive, loads } = load(openTab(), before);
    goLive('2', frameOf('1.0.0', ['1.4.0', '2.0.1'], ['shared-ui@2.0.0']));
    expect(reload).not.toHaveBeenCalled();
    loads('2.0.0');
    expect(reload).toHaveBeenCalledOnce();
  });

  it('that the next document is made with again is not left again at the same composition, but said; at another it is', () => {
    const tab = openTab();
    const after = frameOf('1.0.0', ['1.3.0', '2.0.0'], ['shared-ui@1.4.0']);
    load(tab, before).goLive('2', after);
    expect(reload).toHaveBeenCalledOnce();
    const again = load(tab, before);
    const told = vi.fn();
    again.frame.onChange(told);
    again.goLive('2', after);
    expect(reload).toHaveBeenCalledOnce();
    expect(again.frame.now()).toEqual({ kind: 'killed', ids: ['shared-ui@1.4.0'] });
    expect(told).toHaveBeenCalledOnce();
    again.goLive('3', { ...after, version: '1.0.1' });
    expect(reload).toHaveBeenCalledTimes(2);
  });

  it('is only said where nothing outlives the document: it could never be known that it was left', () => {
    const { frame, goLive } = load(undefined, before);
    goLive('2', frameOf('1.0.0', ['1.3.0', '2.0.0'], ['shared-ui@1.4.0']));
    expect(reload).not.toHaveBeenCalled();
    expect(frame.now().kind).toBe('killed');
  });
});
