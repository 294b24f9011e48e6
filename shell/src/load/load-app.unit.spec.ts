import type { Loadable, ModuleLive } from '@tessera/contracts';
import { describe, expect, it, vi } from 'vitest';
import { liveModule } from '../testing/test-app.ts';
import type { ImportRelease } from './import-release.ts';
import { createAppLoader } from './load-app.ts';
import type { LoadFailure } from './load-failure.ts';
import { loadPart } from './load-part.ts';
import type { Stylesheets } from './stylesheets.ts';

const release = (version: string): Loadable => ({
  version,
  entry: `/_v/alpha/${version}/app.js`,
  css: [],
  format: 'esm',
  integrity: {},
});
const live = liveModule('alpha', release('2.0.0'));
const withPrevious = liveModule('alpha', release('2.0.0'), release('1.0.0'));
const Page = () => null;
const app = (pages: Record<string, () => Promise<unknown>> = { main: async () => ({ default: Page }) }) => ({
  name: 'alpha',
  pages,
});
const notFound = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module'));
const never = () => new Promise<never>(() => undefined);

/** A loader whose releases answer as the test says, by version and attempt. */
function loaderOf(answer: (version: string, attempt: number) => Promise<unknown>, styles?: Partial<Stylesheets>) {
  const asked: string[] = [];
  const failures: LoadFailure[] = [];
  const esm: ImportRelease = (_live: ModuleLive, { version }, attempt) => {
    asked.push(`${version} #${attempt}`);
    return answer(version, attempt);
  };
  const stylesheets: Stylesheets = {
    use: async () => undefined,
    keepOnly: () => undefined,
    applyOnly: () => undefined,
    ...styles,
  };
  const loader = createAppLoader({
    importers: { esm, mf: esm },
    stylesheets,
    timeoutMs: 20,
    onFailure: (failure) => failures.push(failure),
  });
  return { loader, asked, failures };
}

describe('loading an app', () => {
  it('asks once, however many want it', async () => {
    const { loader, asked } = loaderOf(async () => app());
    const [one, other] = await Promise.all([loader.load(live), loader.load(live)]);
    expect(one).toMatchObject({ ok: true, version: '2.0.0', standsInBecause: undefined });
    expect(other).toBe(one);
    expect(asked).toEqual(['2.0.0 #0']);
  });

  it('asks again under a new address for what did not arrive', async () => {
    const { loader, asked, failures } = loaderOf((_, attempt) => (attempt === 0 ? notFound() : Promise.resolve(app())));
    expect((await loader.load(withPrevious)).ok).toBe(true);
    expect(asked).toEqual(['2.0.0 #0', '2.0.0 #1']);
    expect(failures).toEqual([]);
  });

  it('gives up in time on what hangs, and lets the release before stand in', async () => {
    const { loader, asked, failures } = loaderOf((version) => (version === '2.0.0' ? never() : Promise.resolve(app())));
    const outcome = await loader.load(withPrevious);
    expect(outcome).toMatchObject({
      ok: true,
      version: '1.0.0',
      standsInBecause: { code: 'LOAD_TIMEOUT', version: '2.0.0' },
    });
    expect(asked).toEqual(['2.0.0 #0', '1.0.0 #0']);
    expect(failures.map(({ code }) => code)).toEqual(['LOAD_TIMEOUT']);
  });

  it('reports the live release, not the one before, when both fail', async () => {
    const { loader, failures } = loaderOf(notFound);
    const outcome = await loader.load(withPrevious);
    expect(outcome).toMatchObject({ ok: false, failure: { code: 'LOAD_FAILED', version: '2.0.0' } });
    expect(failures.map(({ version }) => version)).toEqual(['2.0.0', '1.0.0']);
  });

  it('does not ask again for what is wrong in itself', async () => {
    for (const [exported, code] of [
      [async () => undefined, 'WRONG_EXPORT'],
      [async () => ({ name: 'beta', pages: {} }), 'WRONG_EXPORT'],
      [async () => ({ name: 'alpha', pages: { main: 'page.js' } }), 'WRONG_EXPORT'],
      [() => Promise.reject(new RangeError('its own')), 'THREW_WHILE_LOADING'],
    ] as const) {
      const { loader, asked } = loaderOf(exported);
      expect(await loader.load(live)).toMatchObject({ ok: false, failure: { code } });
      expect(asked).toHaveLength(1);
    }
  });

  it('is not shown without its styles', async () => {
    const { loader } = loaderOf(async () => app(), { use: () => Promise.reject(new Error('404')) });
    expect(await loader.load(live)).toMatchObject({ ok: false, failure: { code: 'STYLES_FAILED' } });
  });

  it('starts anew when it is asked to, under an address that was not used', async () => {
    let isBack = false;
    const { loader, asked } = loaderOf(() => (isBack ? Promise.resolve(app()) : notFound()));
    expect((await loader.load(live)).ok).toBe(false);
    isBack = true;
    expect((await loader.retry(live)).ok).toBe(true);
    expect(asked).toEqual(['2.0.0 #0', '2.0.0 #1', '2.0.0 #2']);
  });
});

describe('loading a part of an app', () => {
  const main = { kind: 'page', name: 'main' } as const;

  it('answers its component, and which release it is of', async () => {
    const { loader } = loaderOf(async () => app());
    const part = await loadPart(live, main, { loader, timeoutMs: 20 });
    expect(part).toMatchObject({
      ok: true,
      Component: Page,
      app: { name: 'alpha', version: '2.0.0', owner: live.team },
    });
  });

  it('takes it from the release before when its own file does not come', async () => {
    for (const [broken, code] of [
      [notFound, 'LOAD_FAILED'],
      [never, 'LOAD_TIMEOUT'],
      [async () => ({ default: 'no component' }), 'WRONG_EXPORT'],
      [
        () => {
          throw new Error('at once');
        },
        'LOAD_FAILED',
      ],
    ] as const) {
      const { loader } = loaderOf(async (version) => app(version === '2.0.0' ? { main: broken } : undefined));
      const part = await loadPart(withPrevious, main, { loader, timeoutMs: 20 });
      expect(part).toMatchObject({ ok: true, app: { version: '1.0.0' }, standsInBecause: { code, version: '2.0.0' } });
    }
  });

  it('does not wait twice for releases of which none comes', async () => {
    const { loader, asked } = loaderOf(never);
    const part = await loadPart(withPrevious, main, { loader, timeoutMs: 20 });
    expect(part).toMatchObject({ ok: false, failure: { code: 'LOAD_TIMEOUT', version: '2.0.0' } });
    expect(asked).toEqual(['2.0.0 #0', '1.0.0 #0']);
  });

  it('says what is missing when there is nothing to fall back on', async () => {
    const { loader } = loaderOf(async () => app());
    const part = await loadPart(live, { kind: 'page', name: 'toString' }, { loader, timeoutMs: 20 });
    expect(part).toMatchObject({ ok: false, failure: { code: 'WRONG_EXPORT' } });
    expect(!part.ok && part.failure.message).toContain('its page "toString"');
  });

  it('asks for the whole release again, since a file that failed stays failed under its address', async () => {
    const load = vi.fn(notFound);
    const { loader, asked } = loaderOf(async (_, attempt) =>
      app({ main: attempt === 0 ? load : async () => ({ default: Page }) }),
    );
    const options = { loader, timeoutMs: 20 };
    expect((await loadPart(live, main, options)).ok).toBe(false);
    expect((await loadPart(live, main, options, true)).ok).toBe(true);
    expect(asked).toEqual(['2.0.0 #0', '2.0.0 #1']);
    expect(load).toHaveBeenCalledOnce();
  });
});
