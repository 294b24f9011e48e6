/** The console's pages in a real browser, without any back end: what they show, say and do, and that everybody can use them. */
import { liveOperation, operation, staff, unavailable } from '@tessera/app-kit/testing';
import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import {
  ReleasesCanIDeployDocument,
  ReleasesCensusDocument,
  ReleasesCompositionDocument,
  ReleasesDeliveryDocument,
  ReleasesDependenciesDocument,
  ReleasesDependencySubjectsDocument,
  ReleasesDependencyUsesDocument,
  ReleasesDeployabilityDocument,
  ReleasesDeployabilityOfDocument,
  ReleasesHealthDocument,
  ReleasesHistoryDocument,
  ReleasesHistoryPageDocument,
  ReleasesPromoteDocument,
  ReleasesRefusedDocument,
  ReleasesRollbackDocument,
} from '#graphql';
import { entry, gateway, health, live, openConsole, refusal, week } from './console/played-console.fixture.tsx';

// Colours are judged when they have arrived.
const still = document.createElement('style');
still.textContent = '*, *::before, *::after { animation: none !important; transition: none !important }';

beforeEach(async () => {
  document.head.append(still);
  await page.viewport(1440, 900);
});
afterEach(() => still.remove());

const rowOf = (name: string) => page.getByRole('row', { name: new RegExp(name) });

/** In the present theme and size. */
async function expectNoAxeViolations() {
  const { violations } = await axe.run(
    { include: [['body']], exclude: [['[data-live-announcer]']] },
    {
      rules: {
        region: { enabled: false },
        'landmark-one-main': { enabled: false },
        'page-has-heading-one': { enabled: false },
      },
    },
  );
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`),
  ).toEqual([]);
}

describe('what is live', () => {
  it('shows health, canary and open tabs of each module, and keeps them true', async () => {
    const healths = liveOperation(ReleasesHealthDocument, [health('orders', '1.0.1', 200, 3)]);
    const tabs = liveOperation(ReleasesCensusDocument, [gateway(['orders', '1.0.1', 8], ['orders', '1.0.0', 3])]);
    await openConsole('/releases', { health: healths, census: tabs });
    await expect
      .element(page.getByRole('img', { name: '200 loads and operations in the last hour, 3 failed' }))
      .toBeVisible();
    await expect.element(page.getByText('1.5 %')).toBeVisible();
    // A few failures among many are there to be seen, and look like a few.
    const bar = (what: string) =>
      document.querySelector<SVGPathElement>(`[data-row="production/orders"] .releases-spark__${what}`)!.getBBox();
    expect(bar('failed').height).toBeGreaterThanOrEqual(2);
    expect(bar('failed').height).toBeLessThan(bar('all').height / 3);
    await expect.element(page.getByText(/3 behind/)).toBeVisible();
    await expect.element(page.getByText('1.1.0 to 10 %')).toBeVisible();
    healths.push(health('orders', '1.0.1', 400, 200));
    await expect.element(page.getByText('50 %')).toBeVisible();
    tabs.push(gateway(['orders', '1.0.1', 11]));
    await expect.element(page.getByText(/3 behind/)).not.toBeInTheDocument();
    await expectNoAxeViolations();
  });

  it('stays when what comes with it does not answer, and says so', async () => {
    const healths = liveOperation(ReleasesHealthDocument, []);
    healths.refuse('SERVICE_UNAVAILABLE', 'Health does not answer.');
    await openConsole('/releases', { health: healths });
    await expect.element(page.getByText('#team-catalog')).toBeVisible();
    await expect.element(page.getByText(/Not all of it is here/)).toBeVisible();
  });

  it('shows two hundred modules, and touches only the row of the one that changed', async () => {
    const modules = Array.from({ length: 200 }, (_, at) => live({ module: `app-${String(at).padStart(3, '0')}` }));
    const composition = liveOperation(ReleasesCompositionDocument, modules);
    const healths = liveOperation(
      ReleasesHealthDocument,
      modules.map(({ module }) => health(module, '1.0.1', 100)),
    );
    // A minute later every row shows another hour.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    onTestFinished(() => void vi.useRealTimers());
    await openConsole('/releases', { composition, health: healths });
    await expect.element(page.getByText('app-199')).toBeInTheDocument();
    await expect.poll(() => document.querySelectorAll('[data-row] .releases-spark').length).toBe(200);
    const changed: string[] = [];
    const watch = new MutationObserver((records) => {
      for (const { target } of records) {
        const row = (target instanceof Element ? target : target.parentElement)?.closest('[data-row]');
        if (row) changed.push(row.getAttribute('data-row')!);
      }
    });
    watch.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    healths.push(health('app-007', '1.0.1', 100, 100));
    await expect.element(page.getByText('100 %')).toBeVisible();
    watch.disconnect();
    expect([...new Set(changed)]).toEqual(['production/app-007']);
  });
});

describe('open tabs', () => {
  it('says which releases run, who is behind and who must switch', async () => {
    const day = 25 * 3_600_000;
    await openConsole('/releases/tabs', {
      composition: liveOperation(ReleasesCompositionDocument, [
        live({ since: new Date(Date.now() - day).toISOString(), killed: ['0.9.0'] }),
        live({ module: 'catalog', team: 'catalog' }),
      ]),
      census: liveOperation(ReleasesCensusDocument, [
        gateway(['orders', '1.0.1', 8], ['orders', '1.0.0', 3], ['orders', '0.9.0', 1], ['catalog', '1.0.0', 2]),
      ]),
    });
    await expect.element(rowOf('1.0.0 · live is 1.0.1.*Must switch')).toBeVisible();
    await expect.element(rowOf('0.9.0.*Leaves at once')).toBeVisible();
    await expect.element(page.getByText('4, 1 of them at once')).toBeVisible();
    await expectNoAxeViolations();
    await page.getByRole('radio', { name: 'Must switch' }).click();
    await expect.element(rowOf('catalog')).not.toBeInTheDocument();
  });

  it('has a first word when nobody is there, and one when nothing answers', async () => {
    const census = liveOperation(ReleasesCensusDocument, []);
    await openConsole('/releases/tabs', { census });
    await expect.element(page.getByText('Nobody has a tab open')).toBeVisible();
  });
});

const attempt = (id: string, more: object = {}) => ({
  __typename: 'HistoryEntry' as const,
  id,
  environment: 'production',
  team: 'orders',
  module: 'orders-service',
  version: '2.0.0',
  at: new Date(Date.now() - 60_000).toISOString(),
  by: 'Dana Reyes',
  reason: 'Slimmer',
  share: null,
  judgement: { __typename: 'Judgement' as const, releases: 12, pairs: 11, unjudged: [] },
  refusals: [refusal],
  ...more,
});
const refusedPage = (...items: readonly ReturnType<typeof attempt>[]) => ({
  releaseHistory: { __typename: 'HistoryPage' as const, items: [...items], next: null, total: items.length },
});

describe('refused attempts', () => {
  it('stand with all their reasons, and new ones come by themselves', async () => {
    const history = liveOperation(ReleasesHistoryDocument, []);
    // Positions of a played query stand still when a live operation of the same service moves on.
    const refused = operation(ReleasesRefusedDocument, () => refusedPage(attempt('h1')), { service: 'releases' });
    await openConsole('/releases/refused', { history }, { operations: [refused] });
    await page.getByText('Order.total').click();
    const panel = page.getByRole('complementary');
    for (const words of [
      'orders@1.0.1',
      'live, in open tabs',
      '37 open tabs',
      'Team orders, #team-orders',
      'apps/orders/src/operations/order.graphql:12',
      'Keep Order.total',
      'Promote orders ≥ 1.5.0 first',
    ])
      await expect.element(panel.getByText(words).first()).toBeVisible();
    await expectNoAxeViolations();
    refused.answer(() => refusedPage(attempt('h2', { version: '2.1.0' }), attempt('h1')));
    history.push(entry('h2', { action: 'REFUSED', module: 'orders-service', version: '2.1.0' }));
    await expect.element(page.getByText(/^2\.1\.0$|1 new attempt/).first()).toBeVisible();
  });

  it('say so when there are none, and when they cannot be had', async () => {
    const refused = operation(ReleasesRefusedDocument, () => refusedPage());
    await openConsole('/releases/refused', {}, { operations: [refused] });
    await expect.element(page.getByText('Nothing was refused')).toBeVisible();
  });
});

const cell = (environment: string, answer: 'YES' | 'NO' | 'LIVE' | 'PENDING', reasons = 0) => ({
  __typename: 'DeployCell' as const,
  environment,
  answer,
  revision: 'r2',
  reasons,
  first: null,
});
const candidate = (module: string, version: string, ...cells: readonly ReturnType<typeof cell>[]) => ({
  __typename: 'DeployCandidate' as const,
  id: `${module}@${version}`,
  module,
  kind: 'APP' as const,
  team: 'orders',
  version,
  publishedAt: '2026-11-23T08:00:00.000Z',
  publishedBy: 'deploy:orders',
  cells: [...cells],
});
const deployable = (...candidates: readonly ReturnType<typeof candidate>[]) => ({
  deployability: {
    __typename: 'Deployability' as const,
    environments: ['production', 'staging'],
    candidates: [...candidates],
    leftOff: 0,
    pending: candidates.flatMap(({ cells }) => cells).filter(({ answer }) => answer === 'PENDING').length,
  },
});
const outcome = (version: string) => ({
  __typename: 'ReleaseResult' as const,
  live: { ...live(), version },
  position: 'e.3',
  problem: null,
});

describe('lists that only grow', () => {
  /** Two hundred rows are drawn. */
  const patience = { timeout: 60_000 };
  /** `h1` is the oldest, as the service has them: the page behind a cursor, newest first. */
  const some = (from: number, count: number) => Array.from({ length: count }, (_, at) => from - at);
  const pageOf = (all: number, first: number, after: string | null | undefined) => {
    const from = after == null ? all : Number(after) - 1;
    const ids = some(from, Math.min(first, from));
    return { ids, next: from > first ? String(ids.at(-1)) : null };
  };

  it('are read to their first entry, page by page, and nothing is missing where something new came meanwhile', async () => {
    const at = (id: number) => new Date(Date.parse('2026-01-01T00:00:00.000Z') + id * 60_000).toISOString();
    const happened = (id: number) => entry(`h${id}`, { version: `1.0.${id}`, at: at(id) });
    let all = 290;
    const history = liveOperation(ReleasesHistoryDocument, some(all, 200).map(happened));
    // Positions of a played query stand still when a live operation of the same service moves on.
    const ask = ({ first, after }: { readonly first: number; readonly after?: string | null | undefined }) => {
      const { ids, next } = pageOf(all, first, after);
      return { releaseHistory: { __typename: 'HistoryPage' as const, items: ids.map(happened), next } };
    };
    const pages = operation(ReleasesHistoryPageDocument, ask, { service: 'releases' });
    const user = { id: 'x', name: 'X', roles: ['staff'] };
    await openConsole('/releases/history', { history }, { operations: [pages], user });
    const rows = () => document.querySelectorAll('tbody tr').length;
    await expect.poll(rows, patience).toBe(200);
    const earlier = page.getByRole('button', { name: 'Show earlier' });
    await earlier.click();
    await expect.poll(rows, patience).toBe(250);
    all = 291;
    history.push(happened(291));
    history.remove('h91');
    // What is new waits as long as somebody is at the list; what was asked for does not.
    await expect.element(page.getByRole('button', { name: '1 new entry' })).toBeVisible();
    expect(rows()).toBe(250);
    await earlier.click();
    await expect.poll(rows, patience).toBe(290);
    await expect.element(earlier).not.toBeInTheDocument();
    expect(pages.calls.map(({ variables: { first, after } }) => [first, after ?? null])).toEqual([
      [200, null],
      [50, '91'],
      [50, '41'],
    ]);
  });

  it('of refused attempts likewise', async () => {
    const refused = operation(ReleasesRefusedDocument, ({ first, after }) => {
      const { ids, next } = pageOf(110, first, after);
      return {
        releaseHistory: { ...refusedPage(...ids.map((id) => attempt(`h${id}`))).releaseHistory, next, total: 110 },
      };
    });
    await openConsole('/releases/refused', {}, { operations: [refused] });
    const rows = () => document.querySelectorAll('tbody tr').length;
    await page.getByRole('button', { name: 'Show earlier (50 of 110)' }).click();
    await page.getByRole('button', { name: 'Show earlier (100 of 110)' }).click();
    await expect.poll(rows, patience).toBe(110);
    await expect.element(page.getByRole('button', { name: /Show earlier/ })).not.toBeInTheDocument();
  });
});

describe('can I deploy', () => {
  it('answers for every environment, has the reasons beside it, and promotes what may go', async () => {
    const verdict = operation(ReleasesCanIDeployDocument, ({ environment }) => ({
      canIDeploy: {
        __typename: 'Verdict' as const,
        ok: environment !== 'production',
        position: 'e.2',
        releases: 12,
        pairs: 11,
        unjudged: [],
        refusals: environment === 'production' ? [refusal] : [],
      },
    }));
    const promote = operation(ReleasesPromoteDocument, () => ({ promote: outcome('1.1.0') }));
    const all = operation(ReleasesDeployabilityDocument, () =>
      deployable(
        candidate('orders', '1.1.0', cell('production', 'YES'), cell('staging', 'LIVE')),
        candidate('orders-service', '2.0.0', cell('production', 'NO', 1), cell('staging', 'YES')),
      ),
    );
    await openConsole('/releases/deploy', {}, { operations: [all, verdict, promote], user: staff });
    await expect.element(page.getByText('2 releases wait; 1 of them may go live in production now.')).toBeVisible();
    await expect.element(rowOf('orders 1.1.0.*Yes.*Is live')).toBeVisible();
    await expect.element(rowOf('orders-service 2.0.0.*No, 1 reason.*Yes')).toBeVisible();
    await rowOf('orders-service').click();
    const panel = page.getByRole('complementary');
    await expect.element(panel.getByText('Order.total').first()).toBeVisible();
    await expect.element(panel.getByRole('button', { name: 'Promote' })).not.toBeInTheDocument();
    await expectNoAxeViolations();
    await rowOf('orders 1.1.0').click();
    await panel.getByRole('button', { name: 'Promote' }).click();
    await expect
      .poll(() => promote.calls.map(({ variables: { input } }) => input))
      .toMatchObject([{ module: 'orders', version: '1.1.0', basedOn: 'r2' }]);
  });

  it('asks on while the gate has not got to all of them', async () => {
    const all = operation(ReleasesDeployabilityDocument, (_, { index }) =>
      deployable(
        candidate('orders', '1.1.0', cell('production', index < 4 ? 'PENDING' : 'YES'), cell('staging', 'YES')),
      ),
    );
    await openConsole('/releases/deploy', {}, { operations: [all] });
    await expect.element(page.getByText(/One release waits; all of them/)).toBeVisible();
  });

  it('says what happened, whose it is and what still works when it fails', async () => {
    const all = operation(ReleasesDeployabilityDocument, () => {
      throw unavailable('releases', { team: 'Platform', contact: '#team-platform' });
    });
    await openConsole('/releases/deploy', {}, { operations: [all] });
    await expect.element(page.getByRole('alert').getByText(/The gate still judges every promotion/)).toBeVisible();
    await expectNoAxeViolations();
  });
});

const graphModule = (module: string, kind: 'APP' | 'SERVICE' | 'SHELL') => ({
  __typename: 'DependencyModule' as const,
  module,
  kind,
  team: module.replace('-service', ''),
  contact: '#team',
  version: '1.0.0',
  releases: 2,
  openTabs: 3,
});
const edge = (consumer: string, provider: string, kind: 'FIELDS' | 'EVENTS' | 'SHARED' | 'SLOTS', subjects = 3) => ({
  __typename: 'DependencyEdge' as const,
  consumer,
  provider,
  kind,
  subjects,
});
const graph = () => ({
  dependencies: {
    __typename: 'DependencyGraph' as const,
    revision: 'r2',
    modules: [
      graphModule('shell', 'SHELL'),
      graphModule('orders', 'APP'),
      graphModule('catalog', 'APP'),
      graphModule('orders-service', 'SERVICE'),
      graphModule('catalog-service', 'SERVICE'),
    ],
    edges: [
      edge('orders', 'orders-service', 'FIELDS', 20),
      edge('orders', 'catalog-service', 'FIELDS', 2),
      edge('catalog', 'catalog-service', 'FIELDS', 9),
      edge('catalog-service', 'orders-service', 'EVENTS'),
      edge('orders', 'catalog', 'SLOTS', 1),
      edge('orders', 'shell', 'SHARED', 4),
    ],
    unjudged: [],
  },
});
const use = (subject: string, version: string, roles: readonly string[], openTabs: number) => ({
  __typename: 'DependencyUse' as const,
  kind: 'FIELDS' as const,
  subject,
  provider: 'orders-service',
  consumer: { ...refusal.consumer, version, roles: [...roles], openTabs },
  places: [...refusal.places],
});
const uses = () =>
  operation(ReleasesDependencyUsesDocument, ({ subject }) => ({
    dependencyUses: {
      __typename: 'DependencyUsePage' as const,
      items:
        subject == null
          ? [use('Query.order', '1.0.1', ['stable'], 8), use('Order.total', '1.0.1', ['stable'], 8)]
          : [use(subject, '1.0.1', ['stable'], 8), use(subject, '0.9.0', ['tabs'], 37)],
      total: 2,
    },
  }));

describe('dependencies', () => {
  it('are drawn, and lead by keyboard from a module to the fields and to everybody who uses one', async () => {
    const rendered = await openConsole(
      '/releases/dependencies?view=drawing',
      {},
      {
        operations: [operation(ReleasesDependenciesDocument, graph), uses()],
      },
    );
    await expect
      .element(page.getByRole('button', { name: /orders.*app of.*uses 3 modules, used by none/ }))
      .toBeVisible();
    await expectNoAxeViolations();
    const first = page.getByRole('button', { name: /^shell/ }).element() as HTMLElement;
    first.focus();
    await userEvent.keyboard('{ArrowRight}');
    await expect.poll(() => document.activeElement?.getAttribute('data-kind')).toBe('APP');
    while (document.activeElement?.getAttribute('data-module') !== 'orders') {
      const before = document.activeElement;
      await userEvent.keyboard('{ArrowDown}');
      if (document.activeElement === before) await userEvent.keyboard('{ArrowUp}');
    }
    await userEvent.keyboard('{Enter}');
    const panel = page.getByRole('complementary');
    await panel.getByRole('link', { name: 'orders-service' }).click();
    await panel.getByRole('link', { name: 'Order.total' }).click();
    await expect.element(panel.getByText('Used by 2 releases')).toBeVisible();
    await expect.element(panel.getByText('orders@0.9.0')).toBeVisible();
    await expect.element(panel.getByText('37 open tabs')).toBeVisible();
    await expect.element(panel.getByText('apps/orders/src/operations/order.graphql:12').first()).toBeVisible();
    expect(rendered.place().search).toContain('subject=Order.total');
    await expectNoAxeViolations();
  });

  it('are found by a part of a field’s name', async () => {
    const subjects = operation(ReleasesDependencySubjectsDocument, () => ({
      dependencySubjects: [
        {
          __typename: 'DependencySubject' as const,
          subject: 'Order.total',
          kind: 'FIELDS' as const,
          providers: ['orders-service'],
          consumers: ['orders'],
        },
      ],
    }));
    await openConsole(
      '/releases/dependencies',
      {},
      {
        operations: [operation(ReleasesDependenciesDocument, graph), uses(), subjects],
      },
    );
    await page.getByRole('combobox', { name: 'Find what is used' }).fill('total');
    await page.getByRole('option', { name: /Order\.total/ }).click();
    await expect.element(page.getByRole('complementary').getByText('Used by 2 releases')).toBeVisible();
  });

  it('are a list on a phone, by kind', async () => {
    await page.viewport(390, 800);
    await openConsole('/releases/dependencies', {}, { operations: [operation(ReleasesDependenciesDocument, graph)] });
    await expect.element(rowOf('catalog-service.*3 event fields.*orders-service')).toBeVisible();
    await expect.element(rowOf('shell')).not.toBeInTheDocument();
    await page.getByText('Shared packages').click();
    await expect.element(rowOf('4 packages.*shell')).toBeVisible();
    await expectNoAxeViolations();
  });
});

describe('delivery', () => {
  it('has the four figures of every team, and charts of one with a table each', async () => {
    const delivery = liveOperation(ReleasesDeliveryDocument, [
      week('orders', 0),
      week('orders', 1, { deployments: 8, failed: 0, restores: [] }),
      week('catalog', 0, { deployments: 1, failed: 0, leadTimes: [60], restores: [] }),
    ]);
    await openConsole('/releases/delivery', { delivery });
    await expect.element(rowOf('orders.*1 a week.*2 h.*8 %.*10 min')).toBeVisible();
    await rowOf('catalog').click();
    const lead = page.getByRole('region', { name: 'Lead time', exact: true });
    await expect.element(lead.getByRole('img')).toHaveAccessibleName(/From the commit.*highest was 1 min/);
    await expect.element(lead.getByText('1 min', { exact: true })).toBeVisible();
    await lead.getByText('Show as a table').click();
    await expect.poll(() => lead.getByRole('row').elements().length).toBe(13);
    delivery.push(week('catalog', 0, { deployments: 24, failed: 0, leadTimes: [60], restores: [] }));
    await expect.element(rowOf('catalog.*2 a week')).toBeVisible();
    await expectNoAxeViolations();
  });

  it('says what the first figure needs', async () => {
    await openConsole('/releases/delivery', { delivery: liveOperation(ReleasesDeliveryDocument, []) });
    await expect.element(page.getByText('No team has delivered yet')).toBeVisible();
  });
});

describe('the history', () => {
  const answers = (no: readonly string[] = [], unsaid: readonly string[] = []) =>
    operation(ReleasesDeployabilityOfDocument, ({ ids }) => ({
      deployabilityOf: {
        __typename: 'Deployability' as const,
        candidates: (Array.isArray(ids) ? ids : [ids])
          .filter((id) => !unsaid.includes(id))
          .map((id) => {
            const [module, version] = id.split('@') as [string, string];
            return candidate(module, version, cell('production', no.includes(id) ? 'NO' : 'YES', 1));
          }),
        pending: 0,
      },
    }));

  it('promotes and rolls back in one click where the gate permits, and only there', async () => {
    const rollback = operation(ReleasesRollbackDocument, () => ({ rollback: outcome('1.0.0') }));
    const promote = operation(ReleasesPromoteDocument, () => ({ promote: outcome('1.2.0') }));
    const history = liveOperation(ReleasesHistoryDocument, [
      entry('h1', { version: '1.0.1' }),
      entry('h2', { version: '1.2.0', action: 'PUBLISHED', environment: null }),
      entry('h3', { version: '1.3.0', action: 'PUBLISHED', environment: null }),
      entry('h4', { version: '1.4.0', action: 'PUBLISHED', environment: null }),
    ]);
    const { notifications } = await openConsole(
      '/releases/history',
      { history },
      {
        operations: [answers(['orders@1.3.0'], ['orders@1.4.0']), rollback, promote],
        user: staff,
      },
    );
    await expect.element(page.getByText('Breaks others')).toBeVisible();
    // Neither what the gate refuses nor what it has said nothing of.
    await expect.element(page.getByRole('row', { name: /1\.4\.0/ })).toBeVisible();
    await expect.element(page.getByRole('button', { name: /Promote orders@1\.[34]\.0/ })).not.toBeInTheDocument();
    await expectNoAxeViolations();
    await page.getByRole('button', { name: 'Promote orders@1.2.0' }).click();
    await expect
      .poll(() => promote.calls.map(({ variables: { input } }) => input))
      .toMatchObject([{ module: 'orders', version: '1.2.0', basedOn: 'r2' }]);
    await page.getByRole('button', { name: 'Back to 1.0.0 of orders' }).click();
    await expect.poll(() => notifications.map(({ message }) => message)).toContain('orders is back at 1.0.0.');
  });

  it('is filtered by team, module and what happened, further back than what is live', async () => {
    const older = operation(ReleasesHistoryPageDocument, () => ({
      releaseHistory: {
        __typename: 'HistoryPage' as const,
        items: [entry('h0', { action: 'KILLED', version: '0.1.0', at: '2026-01-01T00:00:00.000Z' })],
        next: null,
      },
    }));
    const user = { id: 'x', name: 'X', roles: ['staff'] };
    await openConsole('/releases/history', {}, { operations: [older], user });
    await expect.element(rowOf('Promoted')).toBeVisible();
    await expect.element(page.getByRole('columnheader', { name: 'In one click' })).not.toBeInTheDocument();
    await page.getByRole('button', { name: /What happened/ }).click();
    await page.getByRole('option', { name: 'Killed' }).click();
    await expect.element(rowOf('0.1.0')).toBeVisible();
    await expect.element(rowOf('Promoted')).not.toBeInTheDocument();
    expect(older.calls.map(({ variables: { action } }) => action)).toEqual(['KILLED']);
  });
});
