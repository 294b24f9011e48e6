import type { Composition, ModuleLive } from '@tessera/contracts';
import type { LiveClient, LiveListener } from '@tessera/live/client';
import { describe, expect, it, vi } from 'vitest';
import { liveModule } from '../testing/test-app.ts';
import { createCompositionStore } from './composition-store.ts';
import { commandsOf, currentEntry, fillersOf, navigationOf, partsOf, routesOf } from './contributions.ts';
import { fetchComposition as ask, followComposition, PreviewOver } from './follow-composition.ts';

const ada = { id: 'ada', name: 'Ada', roles: ['buyer'] };

function release(
  module: string,
  version = '1.0.0',
  contributions: Partial<ModuleLive['contributions']> = {},
): ModuleLive {
  const live = liveModule(module, { version, entry: `/${module}.js`, css: [], format: 'esm', integrity: {} });
  return { ...live, contributions: { ...live.contributions, ...contributions } };
}
const compositionOf = (revision: string, ...modules: ModuleLive[]): Composition => ({
  revision,
  frame: { version: '1.0.0' },
  modules: Object.fromEntries(modules.map((live) => [live.module, live])),
});

describe('what apps contribute', () => {
  const navigation = (to: string, group: string, order: number, roles?: string[]) => ({
    label: to,
    to,
    icon: 'box',
    group,
    order,
    ...(roles === undefined ? {} : { roles }),
  });
  const composition = compositionOf(
    '1',
    release('beta', '1.0.0', { navigation: [navigation('/b', 'Work', 20), navigation('/b/all', 'Look', 5)] }),
    release('alpha', '1.0.0', {
      navigation: [navigation('/a', 'Work', 10), navigation('/secret', 'Run', 1, ['boss'])],
      commands: [
        { id: 'a.1', label: 'One', to: '/a' },
        { id: 'a.2', label: 'Two', to: '/a', roles: ['boss'] },
      ],
      slots: { offers: [], fills: ['beta/side/v1'] },
    }),
  );

  it('is grouped by the job, in the order the apps ask for, and only what is for this person', () => {
    const groups = navigationOf(composition, ada);
    expect(groups.map(({ label, entries }) => [label, entries.map(({ to }) => to)])).toEqual([
      ['Look', ['/b/all']],
      ['Work', ['/a', '/b']],
    ]);
    expect(navigationOf(composition, { ...ada, roles: ['boss'] })[0]?.label).toBe('Run');
    expect(commandsOf(composition, ada).map(({ id }) => id)).toEqual(['a.1', 'beta.go']);
    expect(navigationOf(composition, null).flatMap(({ entries }) => entries)).toHaveLength(3);
  });

  it('may be on a page: its own, what fills its slots, and what fills those of the fillings', () => {
    const slots = (offers: string[], fills: string[]) => ({ slots: { offers, fills } });
    const nested = compositionOf(
      '1',
      release('host', '1.0.0', slots(['host/side/v1'], [])),
      release('filler', '1.0.0', slots(['filler/inner/v1'], ['host/side/v1'])),
      release('inner', '1.0.0', slots([], ['filler/inner/v1', 'inner/own/v1'])),
      release('stranger', '1.0.0', slots(['stranger/side/v1'], [])),
    );
    expect([...partsOf(nested, 'host')]).toEqual(['host', 'filler', 'inner']);
    expect([...partsOf(nested, 'stranger')]).toEqual(['stranger']);
  });

  it('marks the longest entry that leads to an address', () => {
    const groups = navigationOf(composition, ada);
    expect(currentEntry(groups, '/b/all/7')).toBe('/b/all');
    expect(currentEntry(groups, '/b/allotment')).toBe('/b');
    expect(currentEntry(groups, '/elsewhere')).toBeUndefined();
  });

  it('knows routes and fillers by their app', () => {
    expect(routesOf(composition).map(({ app, path }) => `${app} ${path}`)).toContain('alpha /alpha');
    expect(fillersOf(composition, 'beta/side/v1').map(({ module }) => module)).toEqual(['alpha']);
  });
});

describe('following what is live', () => {
  /** A live client that a test pushes revisions through. */
  function stage(first: Composition, answers: Composition[], untilShown = Promise.resolve()) {
    let listener: LiveListener<never> = () => undefined;
    const live = {
      subscribe: (_: unknown, to: LiveListener<never>) => ((listener = to), () => undefined),
    } as unknown as LiveClient;
    const store = createCompositionStore(first);
    const fetchComposition = vi.fn(async () => {
      const next = answers.length > 1 ? answers.shift() : answers[0];
      if (next === undefined) throw new Error('The gateway does not answer.');
      return next;
    });
    const onPreviewOver = vi.fn();
    const following = followComposition({
      live,
      document: { definitions: [], __meta__: { hash: 'abc' } },
      environment: 'production',
      store,
      fetchComposition,
      onPreviewOver,
      untilShown,
      pausesMs: [0, 1, 1, 1, 1],
    });
    const push = (revision: string): void => {
      const documents = new Map([['production', { environment: 'production', revision }]]);
      listener({ documents, changed: [], removed: [], state: 'live', asOf: 0, problem: null } as never);
    };
    return { store, following, fetchComposition, onPreviewOver, push };
  }

  it('asks nothing while everything is as it was booted', async () => {
    const { fetchComposition, push, following } = stage(compositionOf('e.1.g', release('alpha')), []);
    push('e.1');
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(fetchComposition).not.toHaveBeenCalled();
    following.stop();
  });

  it('asks when the log is another one', async () => {
    const after = compositionOf('f.1.g', release('alpha', '3.0.0'));
    const { store, push, following } = stage(compositionOf('e.9.g', release('alpha')), [after]);
    push('f.1');
    await expect.poll(() => store.module('alpha')?.version).toBe('3.0.0');
    following.stop();
  });

  it('asks until the gateway has swapped too', async () => {
    const before = compositionOf('e.1.g', release('alpha'));
    const after = compositionOf('e.2.g', release('alpha', '1.1.0'));
    const { store, fetchComposition, push, following } = stage(before, [before, before, after]);
    push('e.2');
    await expect.poll(() => store.module('alpha')?.version).toBe('1.1.0');
    expect(fetchComposition).toHaveBeenCalledTimes(3);
    following.stop();
  });

  it('an answer that comes after a newer one changes nothing', async () => {
    const known = compositionOf('e.1.g', release('alpha'));
    const killed = compositionOf('e.3.g', { ...release('alpha', '1.2.0'), killed: ['1.1.0'] });
    const { store, fetchComposition, push, following } = stage(known, []);
    const slow = Promise.withResolvers<Composition>();
    fetchComposition.mockReturnValueOnce(slow.promise).mockResolvedValueOnce(killed);
    push('e.2');
    await expect.poll(() => fetchComposition).toHaveBeenCalledTimes(1);
    push('e.3');
    await expect.poll(() => store.now().revision).toBe('e.3.g');
    slow.resolve(compositionOf('e.2.g', release('alpha', '1.1.0')));
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(store.module('alpha')).toMatchObject({ version: '1.2.0', killed: ['1.1.0'] });
    expect(fetchComposition).toHaveBeenCalledTimes(2);
    following.stop();
  });

  it('asks until it has all, when the page came with a part of it, from when that is shown', async () => {
    const part = { ...compositionOf('e.1.g', release('alpha')), partial: true as const };
    const whole = compositionOf('e.1.g', release('alpha'), release('beta'));
    const shown = Promise.withResolvers<void>();
    const { store, fetchComposition, push, following } = stage(part, [part, whole], shown.promise);
    push('e.1');
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(fetchComposition).not.toHaveBeenCalled();
    shown.resolve();
    await expect.poll(() => store.module('beta')?.version).toBe('1.0.0');
    expect(store.now().partial).toBeUndefined();
    following.stop();
  });

  it('tells of another set of releases, not of another name for the same', () => {
    const store = createCompositionStore(compositionOf('e.1.g', release('alpha')));
    const told = vi.fn();
    store.onChange(told);
    store.set(compositionOf('e.2.g', release('alpha')));
    expect(told).not.toHaveBeenCalled();
    store.set(compositionOf('e.3.g', release('alpha', '1.0.1')));
    expect(told).toHaveBeenCalledOnce();
  });

  it('leaves a preview that is over, once, and asks nothing any more', async () => {
    const { fetchComposition, onPreviewOver, push } = stage(compositionOf('e.1.g', release('alpha')), []);
    fetchComposition.mockImplementation(() => ask());
    vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ code: 'PREVIEW_GONE' }, { status: 410 })));
    push('e.2');
    await expect.poll(() => onPreviewOver).toHaveBeenCalledOnce();
    await expect(ask()).rejects.toBeInstanceOf(PreviewOver);
    push('e.3');
    await new Promise((resolve) => setTimeout(resolve, 10));
    vi.unstubAllGlobals();
    expect(fetchComposition).toHaveBeenCalledOnce();
  });

  it('stops', async () => {
    const { store, push, following } = stage(compositionOf('e.1.g', release('alpha')), [
      compositionOf('e.2.g', release('alpha', '2.0.0')),
    ]);
    push('e.2');
    following.stop();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(store.module('alpha')?.version).toBe('1.0.0');
  });
});
