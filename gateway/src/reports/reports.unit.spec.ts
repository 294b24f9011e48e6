import { pino } from 'pino';
import { describe, expect, it, vi } from 'vitest';
import { createHealth } from './health-counts.ts';
import { servedServices } from './served-services.ts';
import type { ServedServices } from './served-services.ts';
import { createTabCensus } from './tab-census.ts';
import { tellReleases } from './tell-releases.ts';

const orders = (version: string) => ({ module: 'orders', version });
const counts = (version: string, more: object = {}) => ({
  ...orders(version),
  loads: 0,
  loadFailures: 0,
  slowLoads: 0,
  renderErrors: 0,
  ...more,
});

describe('the census', () => {
  it('counts each tab once, by its last word, until it goes or is silent for a day', () => {
    let time = 0;
    const census = createTabCensus({ now: () => time, forgetAfterMs: 1_000 });
    census.see({ tab: 'a', running: [orders('1.0.0'), { module: 'catalog', version: '1.0.0' }] });
    census.see({ tab: 'b', running: [orders('1.0.0')] });
    census.see({ tab: 'b', running: [orders('1.1.0')] });
    expect(census.counts()).toEqual([
      { module: 'catalog', version: '1.0.0', count: 1 },
      { module: 'orders', version: '1.0.0', count: 1 },
      { module: 'orders', version: '1.1.0', count: 1 },
    ]);
    time = 999;
    census.see({ tab: 'b', running: [orders('1.1.0')] });
    time = 1_000;
    expect(census.counts()).toEqual([{ module: 'orders', version: '1.1.0', count: 1 }]);
    census.see({ tab: 'b', running: [] });
    expect(census.counts()).toEqual([]);
  });

  it('does not bring back a tab that has gone by what it said before, however late that comes', () => {
    let time = 0;
    const census = createTabCensus({ now: () => time });
    census.see({ tab: 'a', running: [] });
    time = 2_000;
    census.see({ tab: 'a', running: [orders('1.0.0')] });
    expect(census.counts()).toEqual([]);
    // Its page came back, as another tab.
    census.see({ tab: 'b', running: [orders('1.0.0')] });
    expect(census.counts()).toEqual([{ ...orders('1.0.0'), count: 1 }]);
    // A shell of before there were new names keeps its own, and is counted from its next word on.
    time = 300_000;
    census.see({ tab: 'a', running: [orders('1.0.0')] });
    expect(census.counts()).toEqual([{ ...orders('1.0.0'), count: 2 }]);
    // A clock that was put back keeps nobody out for longer.
    census.see({ tab: 'a', running: [] });
    time = 0;
    census.see({ tab: 'a', running: [orders('1.0.0')] });
    expect(census.counts()).toEqual([{ ...orders('1.0.0'), count: 2 }]);
  });

  it('holds a flood: the longest unseen tabs go first', () => {
    const census = createTabCensus({ now: () => 0, most: 100 });
    for (let i = 0; i < 1_000; i++) census.see({ tab: `t${i}`, running: [orders(`1.0.${i}`)] });
    expect(census.counts()).toHaveLength(100);
    expect(census.counts().map(({ version }) => version)).toContain('1.0.999');
  });
});

describe('how releases fare', () => {
  it('adds up what tabs say and what their operations came to, and leaves out what nobody released', () => {
    const health = createHealth(
      (module) => module === 'orders',
      (module, version) => module === 'orders-service' && version === '1.1.0',
    );
    health.add([counts('1.0.0', { loads: 2 }), counts('1.0.0', { loads: 1, renderErrors: 1 })]);
    health.add([{ ...counts('9.9.9', { loads: 1 }), module: 'invented' }]);
    health.operation('orders@1.0.0', true);
    health.operation('orders@1.0.0', false);
    health.operation('none', true);
    // Of services nobody but this gateway has a word.
    health.add([{ ...counts('1.1.0', { renderErrors: 9 }), module: 'orders-service' }]);
    health.operation('orders-service@1.1.0', true);
    health.asked('orders-service@1.1.0', true);
    health.asked('orders-service@1.0.0', true);
    health.asked('orders@1.0.0', true);
    for (const release of ['orders-service@1.1.0', 'orders-service@1.0.0'])
      health.rehearsed(release, { reactions: 3, failed: 1 });
    health.rehearsed('orders-service@1.1.0', { reactions: 2, failed: 0 });
    health.rehearsed('orders-service@1.2.0', { reactions: 0, failed: 0 });
    expect(health.take()).toEqual([
      { ...counts('1.0.0', { loads: 3, renderErrors: 1 }), operations: 2, failedOperations: 1 },
      {
        ...{ ...counts('1.1.0', {}), module: 'orders-service', operations: 1, failedOperations: 1 },
        ...{ reactions: 5, failedReactions: 1 },
      },
    ]);
    expect(health.take()).toEqual([]);
  });
});

describe('telling the releases service', () => {
  function stage(
    ask: (query: string, variables: Readonly<Record<string, unknown>>) => Promise<unknown>,
    { mustSwitchHours }: { readonly mustSwitchHours?: number } = {},
  ) {
    let time = 0;
    const census = createTabCensus({ now: () => time });
    const health = createHealth(
      () => true,
      () => true,
    );
    const asked: { serving: ServedServices } = { serving: { services: [], follows: true } };
    const telling = tellReleases({
      serving: () => asked.serving,
      census,
      health,
      environment: 'production',
      gateway: 'g1',
      mustSwitchHours,
      ask,
      log: pino({ level: 'silent' }),
      healthEveryMs: 5,
      censusEveryMs: 60_000,
      now: () => time,
    });
    return { asked, census, health, telling, pass: (milliseconds: number) => (time += milliseconds) };
  }
  const inputs = (ask: ReturnType<typeof vi.fn>, name: string) =>
    ask.mock.calls.filter(([query]) => String(query).includes(name)).map(([, { input }]) => input as object);

  it('says nothing while nothing happens', async () => {
    const ask = vi.fn(() => Promise.resolve());
    const { telling } = stage(ask);
    await telling.close();
    expect(ask).not.toHaveBeenCalled();
  });

  it('sends the same command until it is through, and counts nothing twice or never', async () => {
    let down = true;
    const ask = vi.fn(() => (down ? Promise.reject(new Error('away')) : Promise.resolve()));
    const { health, telling } = stage(ask);
    health.add([counts('1.0.0', { loads: 1 })]);
    await expect.poll(() => ask.mock.calls.length).toBeGreaterThan(2);
    health.add([counts('1.0.0', { loads: 5 })]);
    down = false;
    await expect.poll(() => new Set(inputs(ask, 'reportHealth').map((one) => JSON.stringify(one))).size).toBe(2);
    await telling.close();
    const [first, second] = [...new Map(inputs(ask, 'reportHealth').map((one) => [JSON.stringify(one), one])).values()];
    expect(first).toMatchObject({ environment: 'production', gateway: 'g1', counts: [{ loads: 1 }] });
    expect(second).toMatchObject({ counts: [{ loads: 5 }] });
  });

  it('tells the census when it has changed, and not more often than it may', async () => {
    const ask = vi.fn(() => Promise.resolve());
    const { census, telling, pass } = stage(ask);
    census.see({ tab: 'a', running: [orders('1.0.0')] });
    await expect.poll(() => inputs(ask, 'reportCensus')).toHaveLength(1);
    census.see({ tab: 'b', running: [orders('1.0.0')] });
    census.see({ tab: 'c', running: [orders('1.0.0')] });
    pass(60_000);
    await expect.poll(() => inputs(ask, 'reportCensus')).toHaveLength(2);
    pass(60_000);
    await telling.close();
    expect(inputs(ask, 'reportCensus').map((one) => (one as { tabs: { count: number }[] }).tabs[0]!.count)).toEqual([
      1, 3,
    ]);
  });

  it('tells a census again that came too soon after that of the process before to be recorded', async () => {
    let position: string | null = null;
    const ask = vi.fn(() => Promise.resolve({ reportCensus: { position, problem: null } }));
    const { census, telling, pass } = stage(ask);
    census.see({ tab: 'a', running: [orders('1.0.0')] });
    await telling.now();
    position = 'e.1';
    for (let minutes = 0; minutes < 3; minutes++) {
      pass(60_000);
      await telling.now();
    }
    await telling.close();
    expect(inputs(ask, 'reportCensus')).toHaveLength(2);
  });

  it('says how long tabs may stay, and what they run also to a releases service that does not know of it', async () => {
    const told = vi.fn(() => Promise.resolve());
    const older = vi.fn((_query: string, { input }: Readonly<Record<string, unknown>>) =>
      'mustSwitchHours' in (input as object) ? Promise.reject(new Error('not defined by type')) : Promise.resolve(),
    );
    for (const ask of [told, older]) {
      const { census, telling } = stage(ask, { mustSwitchHours: 8 });
      census.see({ tab: 'a', running: [orders('1.0.0')] });
      await telling.close();
    }
    expect(inputs(told, 'reportCensus')).toMatchObject([{ mustSwitchHours: 8, tabs: [{ count: 1 }] }]);
    const [refused, heard] = inputs(older, 'reportCensus');
    const { mustSwitchHours, ...rest } = refused as { readonly mustSwitchHours: number };
    expect([mustSwitchHours, rest]).toEqual([8, heard]);
  });

  it('tells on when the clock has been put back', async () => {
    const ask = vi.fn(() => Promise.resolve());
    const { asked, census, telling, pass } = stage(ask);
    asked.serving = { services: [{ module: 'orders-service', version: '1.0.0' }], follows: false };
    census.see({ tab: 'a', running: [orders('1.0.0')] });
    pass(3_600_000);
    await telling.now();
    pass(-3_600_000);
    census.see({ tab: 'b', running: [orders('1.1.0')] });
    await telling.now();
    expect(inputs(ask, 'reportCensus')).toHaveLength(2);
    expect(inputs(ask, 'reportServing')).toHaveLength(2);
    await telling.close();
  });

  it('is heard about the rest where one thing is not known', async () => {
    const ask = vi.fn((query: string) =>
      query.includes('reportServing') ? Promise.reject(new Error('Cannot query field')) : Promise.resolve(),
    );
    const { asked, census, health, telling } = stage(ask);
    asked.serving = { services: [{ module: 'orders-service', version: '1.0.0' }], follows: true };
    census.see({ tab: 'a', running: [orders('1.0.0')] });
    health.add([counts('1.0.0', { loads: 1 })]);
    await telling.now();
    expect(ask.mock.calls.map(([query]) => /report\w+(?=\()/.exec(query)?.[0])).toEqual([
      'reportServing',
      'reportHealth',
      'reportCensus',
    ]);
    await telling.close();
  });

  it('tells whom it asks when that changes, again each minute while that is not what is live, and that it ends', async () => {
    const ask = vi.fn(() => Promise.resolve());
    const { asked, telling, pass } = stage(ask);
    const told = () =>
      inputs(ask, 'reportServing').map((one) => (one as { services: { version: string }[] }).services[0]?.version);
    const serves = (version: string, follows: boolean) =>
      (asked.serving = { services: [{ module: 'orders-service', version }], follows });
    serves('1.0.0', true);
    await telling.now();
    pass(600_000);
    await telling.now();
    expect(told()).toEqual(['1.0.0']);
    serves('1.0.0', false);
    await telling.now();
    pass(59_000);
    await telling.now();
    expect(told()).toEqual(['1.0.0', '1.0.0']);
    pass(1_000);
    await telling.now();
    expect(told()).toEqual(['1.0.0', '1.0.0', '1.0.0']);
    serves('1.1.0', true);
    await telling.now();
    await telling.close();
    expect(told()).toEqual(['1.0.0', '1.0.0', '1.0.0', '1.1.0', undefined]);
  });
});

describe('whom a gateway asks', () => {
  const serving = (...fleets: [release: string | undefined, wanted: string | undefined][]) =>
    servedServices(fleets.map(([release, wanted]) => ({ release, wanted })));

  it('is said of what has a version; it follows when that is what the composition names', () => {
    expect(serving(['orders-service@1.0.0', undefined], ['catalog-service@2.0.0', 'catalog-service@2.0.0'])).toEqual({
      services: [
        { module: 'catalog-service', version: '2.0.0' },
        { module: 'orders-service', version: '1.0.0' },
      ],
      follows: true,
    });
    expect(serving(['orders-service@1.0.0', 'orders-service@1.1.0']).follows).toBe(false);
    expect(serving([undefined, 'orders-service@1.1.0'], ['development', undefined])).toEqual({
      services: [],
      follows: false,
    });
  });
});
