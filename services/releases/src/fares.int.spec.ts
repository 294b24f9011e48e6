/** How releases fare: what gateways report, the canary that ends by itself, and the figures of delivery. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createConsole, dana, type Console } from '../testing/console.ts';

let now = '2026-11-23T08:00:00.000Z';
let desk: Console;
beforeEach(async () => {
  now = '2026-11-23T08:00:00.000Z';
  desk = createConsole({ clock: () => now });
  for (const version of ['1.0.0', '1.1.0']) {
    const source = { commit: `commit-of-${version}`, committedAt: '2026-11-23T06:00:00Z', folder: 'apps/orders' };
    await desk.publish('orders', version, {}, { source });
  }
  await desk.mutate('promote', { module: 'orders', version: '1.0.0' });
});
afterEach(() => desk.close());

const counts = (version: string, some: object) => ({ module: 'orders', version, ...some });
const fares = (...reported: object[]) => desk.report('Health', { counts: reported });
const canary = (more: object = {}) =>
  desk.mutate('promote', { module: 'orders', version: '1.1.0', share: 10, ...more });
const row = () =>
  desk.ask<{ version: string; canaryVersion: string | null }[]>(
    '{ composition { version canaryVersion canaryShare } }',
  );
const last = async () => {
  const query = `{ releaseHistory(first: 1) { items { action by reason version previousVersion
    evidence { signal verdict canary { ok failed } stable { ok failed } evidence needed budget } } } }`;
  return (await desk.ask<{ items: object[] }>(query)).items[0];
};

describe('a canary', () => {
  test('ends by itself as soon as the evidence is beyond its budget, and the history has the evidence', async () => {
    await canary();
    await fares(
      counts('1.1.0', { operations: 19, failedOperations: 6 }),
      counts('1.0.0', { operations: 400, failedOperations: 1 }),
    );
    await desk.host.whenIdle();
    expect(await row()).toMatchObject([{ canaryVersion: '1.1.0' }]);
    await fares(counts('1.1.0', { operations: 3, failedOperations: 1 }), counts('1.0.0', { operations: 50 }));
    await desk.host.whenIdle();
    expect(await row()).toMatchObject([{ version: '1.0.0', canaryVersion: null, canaryShare: null }]);
    expect(await last()).toMatchObject({
      action: 'CANARY_ENDED',
      by: 'Canary judge',
      reason: 'operations failed: 7 of 22, stable 1 of 450 (budget 1 %)',
      version: '1.0.0',
      previousVersion: '1.1.0',
      evidence: [{ signal: 'operation', verdict: 'beyond budget', canary: { ok: 15, failed: 7 }, budget: 0.01 }],
    });
  });

  test('stays while it is no worse than what everybody has, whatever hits both', async () => {
    await canary();
    for (let minute = 0; minute < 5; minute++) {
      await fares(
        counts('1.1.0', { operations: 40, failedOperations: 20 }),
        counts('1.0.0', { operations: 400, failedOperations: 200 }),
      );
    }
    await desk.host.whenIdle();
    expect(await row()).toMatchObject([{ canaryVersion: '1.1.0' }]);
    expect(
      await desk.ask('{ canaries { decision version stableVersion share findings { signal verdict } } }'),
    ).toMatchObject([{ decision: 'OPEN', version: '1.1.0', stableVersion: '1.0.0', share: 10 }]);
  });

  test('is not blamed for pages that broke long after they were loaded', async () => {
    await canary();
    for (let minute = 0; minute < 6; minute++) {
      await fares(counts('1.1.0', { loads: 20 }), counts('1.0.0', { loads: 200 }));
      // Every twentieth page breaks, on both sides, and in a report in which the canary has no load.
      await fares(counts('1.1.0', { renderErrors: 1 }), counts('1.0.0', { loads: 200, renderErrors: 20 }));
    }
    await desk.host.whenIdle();
    const query = '{ canaries { decision findings { signal canary { ok failed } evidence } } }';
    const [running] = await desk.ask<{ findings: { signal: string; canary: object; evidence: number }[] }[]>(query);
    const pages = running?.findings.find(({ signal }) => signal === 'boundary');
    // The last broken page waits for loads to be compared with.
    expect(pages?.canary).toEqual({ ok: 115, failed: 5 });
    expect(pages?.evidence).toBeLessThan(2);
  });

  test('ends for broken pages all the same', async () => {
    await canary();
    for (let minute = 0; minute < 4; minute++) {
      await fares(counts('1.1.0', { loads: 10, renderErrors: 8 }), counts('1.0.0', { loads: 200, renderErrors: 1 }));
    }
    await desk.host.whenIdle();
    expect(await row()).toMatchObject([{ canaryVersion: null }]);
    expect(await last()).toMatchObject({ reason: expect.stringContaining('pages broke') });
  });

  test('may be given another budget, within reason', async () => {
    expect(await canary({ canary: { failedOperations: 2 } })).toMatchObject({
      problem: { code: 'INVALID_BUDGET', field: 'canary.failedOperations' },
    });
    await canary({ canary: { failedOperations: 0.9 } });
    await fares(counts('1.1.0', { operations: 40, failedOperations: 20 }), counts('1.0.0', { operations: 400 }));
    await desk.host.whenIdle();
    expect(await row()).toMatchObject([{ canaryVersion: '1.1.0' }]);
  });

  test('that ended by itself is not put back by the next step of a pipeline, unless somebody says so', async () => {
    await canary();
    await fares(
      counts('1.1.0', { operations: 40, failedOperations: 20 }),
      counts('1.0.0', { operations: 400, failedOperations: 1 }),
    );
    await desk.host.whenIdle();
    for (const share of [50, null]) {
      const { problem } = await canary({ share });
      expect(problem).toMatchObject({ code: 'CANARY_FAILED', field: 'version' });
      expect(problem?.message).toContain('on 2026-11-23 08:00 UTC (operations failed: 20 of 40, stable 1 of 400');
    }
    const late = await desk.mutate('rollback', { module: 'orders', version: '1.1.0' });
    expect(late.problem).toMatchObject({ code: 'NOT_LIVE', field: 'version' });
    expect(late.problem?.message).toContain('Its canary ended by itself on 2026-11-23 08:00 UTC.');
    expect(await row()).toMatchObject([{ version: '1.0.0', canaryVersion: null }]);
    // Nor by a kill switch, which nobody looks at twice.
    const killed = await desk.mutate('kill', { module: 'orders', version: '1.0.0', replaceBy: '1.1.0' });
    expect(killed.problem).toMatchObject({ code: 'CANARY_FAILED', field: 'replaceBy' });
    expect(killed.problem?.message).toMatch(
      /1\.1\.0 cannot take the place of orders@1\.0\.0.*failed: 20 of 40.*Name another/,
    );
    expect(await row()).toMatchObject([{ version: '1.0.0' }]);
    await canary({ share: 5, despiteEvidence: true });
    expect(await canary({ share: null })).toMatchObject({ problem: null, live: { version: '1.1.0' } });
  });

  test('is judged by what everybody has, also when what they had was killed meanwhile', async () => {
    await desk.publish('orders', '1.2.0');
    await desk.mutate('promote', { module: 'orders', version: '1.2.0' });
    await canary();
    // What fails in the release that is killed excuses nobody afterwards.
    await fares(
      counts('1.1.0', { operations: 200, failedOperations: 100 }),
      counts('1.2.0', { operations: 200, failedOperations: 190 }),
    );
    await desk.mutate('kill', { module: 'orders', version: '1.2.0' });
    expect(await desk.ask('{ canaries { decision stableVersion findings { signal } } }')).toEqual([
      { decision: 'OPEN', stableVersion: '1.0.0', findings: [] },
    ]);
    await fares(
      counts('1.1.0', { operations: 40, failedOperations: 20 }),
      counts('1.0.0', { operations: 400, failedOperations: 1 }),
    );
    await desk.host.whenIdle();
    expect(await row()).toMatchObject([{ version: '1.0.0', canaryVersion: null }]);
    expect(await last()).toMatchObject({
      action: 'CANARY_ENDED',
      reason: 'operations failed: 20 of 40, stable 1 of 400 (budget 1 %)',
    });
  });

  test('that somebody ended is not ended again by evidence that comes late', async () => {
    await canary();
    await desk.mutate('rollback', { module: 'orders' });
    const head = await desk.host.log.head();
    await fares(counts('1.1.0', { operations: 90, failedOperations: 90 }), counts('1.0.0', { operations: 900 }));
    await desk.host.whenIdle();
    expect(await desk.host.log.head()).toBe(head + 1);
  });
});

describe('what gateways report', () => {
  test('is for gateways to say', async () => {
    expect(await desk.report('Census', { tabs: [] }, dana)).toMatchObject({ problem: { code: 'FORBIDDEN' } });
    expect(await desk.report('Health', { counts: [] }, dana)).toMatchObject({ problem: { code: 'FORBIDDEN' } });
    expect(await desk.report('Census', { gateway: 'Gate way', tabs: [] })).toMatchObject({
      problem: { code: 'INVALID_GATEWAY' },
    });
  });

  test('of open tabs is recorded when it changed, once a minute at most, and each hour while they stay', async () => {
    const report = async (time: string, count: number) => {
      now = `2026-11-23T${time}.000Z`;
      return (await desk.report('Census', { tabs: [{ module: 'orders', version: '1.0.0', count }] })).position !== null;
    };
    expect(await report('08:00:00', 3)).toBe(true);
    expect(await report('08:00:15', 4)).toBe(false);
    expect(await report('08:01:00', 4)).toBe(true);
    expect(await report('08:30:00', 4)).toBe(false);
    expect(await report('09:01:00', 4)).toBe(true);
    // A gateway's last word, not the sum of its words.
    expect(await desk.ask('{ openTabs { version count } }')).toEqual([{ version: '1.0.0', count: 4 }]);
  });

  test('of open tabs says how long they may stay on what is not live any more, where that was set', async () => {
    const tabs = [{ module: 'orders', version: '1.0.0', count: 3 }];
    const known = async () =>
      (await desk.host.documents({ projection: 'census' })).documents.map(([, document]) => document);
    const report = async (time: string, said: object) => {
      now = `2026-11-23T${time}.000Z`;
      return (await desk.report('Census', said)).position !== null;
    };
    expect(await report('08:00:00', { tabs })).toBe(true);
    expect(await known()).toMatchObject([{ mustSwitchHours: null }]);
    // The gateway was started again with another time: known before the hour in which the same tabs are told anyway.
    expect(await report('08:02:00', { tabs, mustSwitchHours: 0.5 })).toBe(true);
    expect(await report('08:04:00', { tabs, mustSwitchHours: 0.5 })).toBe(false);
    expect(await known()).toMatchObject([{ mustSwitchHours: 0.5, tabs: [{ count: 3 }] }]);
  });

  test('of open tabs counts over all gateways, for a day after they were last seen', async () => {
    const tabs = () => desk.ask('{ openTabs { module version count } }');
    await desk.report('Census', { gateway: 'gateway-1', tabs: [{ module: 'orders', version: '1.0.0', count: 3 }] });
    await desk.report('Census', { gateway: 'gateway-2', tabs: [{ module: 'orders', version: '1.0.0', count: 2 }] });
    now = '2026-11-23T12:00:00.000Z';
    await desk.report('Census', { gateway: 'gateway-1', tabs: [{ module: 'orders', version: '1.1.0', count: 3 }] });
    expect(await tabs()).toEqual([
      { module: 'orders', version: '1.1.0', count: 3 },
      { module: 'orders', version: '1.0.0', count: 5 },
    ]);
    now = '2026-11-24T11:59:59.000Z';
    expect(await tabs()).toEqual([{ module: 'orders', version: '1.1.0', count: 3 }]);
    now = '2026-11-24T12:00:00.000Z';
    expect(await tabs()).toEqual([]);
  });

  test('of open tabs leaves nothing behind when a gateway has ended; a late report of it counts like any other', async () => {
    const tabs = [{ module: 'orders', version: '1.0.0', count: 1 }];
    const known = async () => (await desk.host.documents({ projection: 'census' })).documents.map(([key]) => key);
    for (const gateway of ['gateway-1', 'gateway-2']) await desk.report('Census', { gateway, tabs });
    now = '2026-11-24T07:59:59.000Z';
    await desk.report('Census', { gateway: 'gateway-1', tabs: [] });
    expect(await known()).toEqual(['production/gateway-1', 'production/gateway-2']);
    now = '2026-11-24T08:59:59.000Z';
    await desk.report('Census', { gateway: 'gateway-3', tabs });
    expect(await known()).toEqual(['production/gateway-1', 'production/gateway-3']);
    await desk.report('Census', { gateway: 'gateway-2', tabs });
    now = '2026-11-24T09:30:00.000Z';
    await desk.report('Census', { gateway: 'gateway-2', tabs });
    expect(await known()).toEqual(['production/gateway-1', 'production/gateway-2', 'production/gateway-3']);
  });

  test('of their health adds up, by the minute', async () => {
    await fares(counts('1.0.0', { loads: 10, loadFailures: 1, operations: 5 }));
    now = '2026-11-23T08:00:40.000Z';
    await fares(counts('1.0.0', { loads: 4 }));
    now = '2026-11-23T08:02:00.000Z';
    await fares(counts('1.0.0', { operations: 2, failedOperations: 2 }), counts('1.1.0', {}));
    expect(
      await desk.ask(
        '{ releaseHealth { version loads loadFailures operations failedOperations minutes { minute total failed } } }',
      ),
    ).toEqual([
      {
        version: '1.0.0',
        loads: 14,
        loadFailures: 1,
        operations: 7,
        failedOperations: 2,
        minutes: [
          { minute: '2026-11-23T08:00', total: 19, failed: 1 },
          { minute: '2026-11-23T08:02', total: 2, failed: 2 },
        ],
      },
    ]);
  });
});

describe('delivery', () => {
  const weeks = (team?: string) =>
    desk.ask(
      `query ($team: String) { delivery(team: $team) { team week deployments failed changeFailureRate leadTimeSeconds restoreSeconds } }`,
      team === undefined ? {} : { team },
    );

  test('counts what reached users, how long it took, what was taken back and how fast', async () => {
    now = '2026-11-23T09:00:00.000Z';
    await canary();
    now = '2026-11-23T10:00:00.000Z';
    await desk.mutate('promote', { module: 'orders', version: '1.1.0' });
    now = '2026-11-23T10:30:00.000Z';
    await desk.mutate('rollback', { module: 'orders' });
    // Lead times: 2 and 4 hours. 1.1.0 was out for 90 minutes, from its canary on.
    const week = { team: 'orders', week: '2026-W48', deployments: 2, failed: 1, changeFailureRate: 0.5 };
    expect(await weeks()).toEqual([{ ...week, leadTimeSeconds: 10_800, restoreSeconds: 5_400 }]);
    expect(await weeks('catalog')).toEqual([]);
    // The middle one of 1, 2 and 4 hours.
    const source = { commit: 'commit-of-1.2.0', committedAt: '2026-11-23T09:30:00Z', folder: 'apps/orders' };
    await desk.publish('orders', '1.2.0', {}, { source });
    await desk.mutate('promote', { module: 'orders', version: '1.2.0' });
    expect(await weeks()).toMatchObject([{ deployments: 3, changeFailureRate: 1 / 3, leadTimeSeconds: 7_200 }]);
  });

  test('puts a failure into the week of its deployment, and forgives what held for a week', async () => {
    now = '2026-11-29T23:00:00.000Z';
    await desk.mutate('promote', { module: 'orders', version: '1.1.0' });
    now = '2026-11-30T08:00:00.000Z';
    await desk.mutate('kill', { module: 'orders', version: '1.1.0' });
    expect(await weeks()).toMatchObject([{ week: '2026-W48', deployments: 2, failed: 1, restoreSeconds: 32_400 }]);
    await desk.publish('orders', '1.2.0');
    await desk.mutate('promote', { module: 'orders', version: '1.2.0' });
    now = '2026-12-20T08:00:00.000Z';
    await desk.mutate('rollback', { module: 'orders' });
    expect(await weeks()).toMatchObject([
      { week: '2026-W49', deployments: 1, failed: 0, leadTimeSeconds: null, restoreSeconds: null },
      { week: '2026-W48', deployments: 2, failed: 1 },
    ]);
  });
});
