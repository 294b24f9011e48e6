/** The console in several environments: each page shows, asks and does what is of the one in the address. */
import { liveOperation, operation, staff } from '@tessera/app-kit/testing';
import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import {
  ReleasesCanIDeployDocument,
  ReleasesCensusDocument,
  ReleasesCompositionDocument,
  ReleasesDeliveryDocument,
  ReleasesDependenciesDocument,
  ReleasesDeployabilityDocument,
  ReleasesDeployabilityOfDocument,
  ReleasesHealthDocument,
  ReleasesHistoryDocument,
  ReleasesHistoryPageDocument,
  ReleasesKillDocument,
  ReleasesOfModuleDocument,
  ReleasesPromoteDocument,
  ReleasesRefusedDocument,
  ReleasesRollbackDocument,
} from '#graphql';
import {
  entry,
  environments,
  gateway,
  health,
  live,
  openConsole,
  perEnvironment,
  release,
  week,
} from './console/played-console.fixture.tsx';

// Colours are judged when they have arrived.
const still = document.createElement('style');
still.textContent = '*, *::before, *::after { animation: none !important; transition: none !important }';

beforeEach(async () => {
  document.head.append(still);
  await page.viewport(1280, 800);
});
afterEach(() => still.remove());

const hour = 3_600_000;
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
const picker = () => page.getByRole('button', { name: /Environment/ });
const inStaging = (change: Parameters<typeof live>[0] = {}) =>
  live({
    id: `staging/${change.module ?? 'orders'}`,
    environment: 'staging',
    version: '2.0.0',
    revision: 's7',
    ...change,
  });

/** Production is as everywhere; staging is ahead of it. */
const twoEnvironments = () => ({
  environments: environments('staging', 'production'),
  composition: perEnvironment((all) => liveOperation(ReleasesCompositionDocument, all), {
    production: [live()],
    staging: [inStaging({ previousVersion: '1.0.1', since: ago(9 * hour) })],
  }),
  health: perEnvironment((all) => liveOperation(ReleasesHealthDocument, all), {
    production: [health('orders', '1.0.1', 200)],
  }),
  census: perEnvironment((all) => liveOperation(ReleasesCensusDocument, all), {
    production: [gateway(['orders', '1.0.1', 70])],
    staging: [
      { ...gateway(['orders', '1.0.0', 4], ['orders', '2.0.0', 1]), id: 'staging/gateway-1', mustSwitchHours: 8 },
    ],
  }),
  delivery: perEnvironment((all) => liveOperation(ReleasesDeliveryDocument, all), { production: [week('orders', 0)] }),
});

async function choose(name: string) {
  await picker().click();
  await page.getByRole('option', { name }).click();
}

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
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`),
  ).toEqual([]);
}

describe('the environment', () => {
  it('is chosen in the frame of every page, stands in the address, and Back leads out of it', async () => {
    const { place, back } = await openConsole('/releases?q=o', twoEnvironments());
    await expect.element(page.getByRole('gridcell', { name: '1.0.1' })).toBeVisible();
    await expect.element(picker()).toHaveTextContent('Production');
    await choose('Staging');
    await expect.element(page.getByRole('gridcell', { name: '2.0.0' })).toBeVisible();
    // Of production there is nothing left to see, neither its hour nor its tabs.
    await expect.element(page.getByText('No traffic')).toBeVisible();
    await expect.element(page.getByRole('gridcell', { name: /4 behind · 5/ })).toBeVisible();
    expect(place()).toMatchObject({ path: '/releases', search: '?q=o&environment=staging' });
    await page.getByRole('link', { name: 'Open tabs' }).click();
    await expect.poll(() => place().search).toBe('?environment=staging');
    await expect.element(picker()).toHaveTextContent('Staging');
    back();
    back();
    await expect.element(page.getByRole('gridcell', { name: '1.0.1' })).toBeVisible();
    expect(place().search).toBe('?q=o');
  });

  it('is not to be chosen where there is one', async () => {
    await openConsole('/releases');
    await expect.element(page.getByText('#team-catalog')).toBeVisible();
    await expect.element(picker()).not.toBeInTheDocument();
  });

  it('comes by itself when something is promoted to a new one', async () => {
    const known = environments('production');
    await openConsole('/releases', { environments: known });
    await expect.element(page.getByText('#team-catalog')).toBeVisible();
    known.push({ __typename: 'CompositionRevision', environment: 'staging', revision: 's1' });
    await picker().click();
    expect(
      page
        .getByRole('option')
        .elements()
        .map(({ textContent }) => textContent),
    ).toEqual(['Production', 'Staging']);
  });

  it.each([
    [1280, 800],
    [360, 740],
  ])('is chosen by the keyboard alone, and found by everybody, on %i × %i', async (width, height) => {
    await page.viewport(width, height);
    const { place } = await openConsole('/releases', twoEnvironments());
    await expect.element(picker()).toBeVisible();
    for (let stops = 0; document.activeElement !== picker().element() && stops < 30; stops++) await userEvent.tab();
    await userEvent.keyboard('{Enter}{ArrowDown}{Enter}');
    await expect.poll(() => place().search).toBe('?environment=staging');
    await expect.element(picker()).toHaveFocus();
    await expect.element(page.getByText('2.0.0', { exact: true })).toBeVisible();
    await expectNoAxeViolations();
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  });

  it('that nothing was ever promoted to says so, and leads to those that there are', async () => {
    const { place } = await openConsole('/releases/tabs?environment=qa', twoEnvironments());
    await expect.element(page.getByText('Nothing was ever promoted to qa')).toBeVisible();
    await expect
      .element(page.getByText(/begins with its first promotion: tessera promote .+ --environment qa$/))
      .toBeVisible();
    await expect.element(picker()).toHaveTextContent('Qa');
    await expectNoAxeViolations();
    await page.getByRole('link', { name: 'Staging' }).click();
    await expect.poll(() => place()).toMatchObject({ path: '/releases/tabs', search: '?environment=staging' });
    await expect.element(page.getByRole('row', { name: /1.0.0 · live is 2.0.0/ })).toBeVisible();
  });

  it('is shown when it is not known which there are, and nothing is claimed about it', async () => {
    const known = environments();
    known.refuse('SERVICE_UNAVAILABLE', 'The service releases does not answer.');
    await openConsole('/releases?environment=staging', { ...twoEnvironments(), environments: known });
    await expect.element(page.getByRole('gridcell', { name: '2.0.0' })).toBeVisible();
    await expect.element(page.getByText(/Not all of it is here/)).toBeVisible();
    expect(page.getByText(/Nothing was ever promoted/).elements()).toEqual([]);
  });

  it('where nothing is live any more has a first step, page by page', async () => {
    const graph = { __typename: 'DependencyGraph' as const, revision: '', modules: [], edges: [], unjudged: [] };
    const asked = operation(ReleasesDependenciesDocument, () => ({ dependencies: graph }));
    const empty = { ...twoEnvironments(), environments: environments('production', 'qa') };
    const { navigate } = await openConsole('/releases?environment=qa', empty, { operations: [asked] });
    await expect.element(page.getByText('Nothing is live in qa')).toBeVisible();
    await expect.element(page.getByText('tessera promote --environment qa')).toBeVisible();
    navigate('/releases/tabs?environment=qa');
    await expect.element(page.getByText('Nobody has a tab open in qa')).toBeVisible();
    navigate('/releases/delivery?environment=qa');
    await expect.element(page.getByText('The first promotion to qa is the first deployment here.')).toBeVisible();
    await expect.element(page.getByText(/what reaches people is counted in production/)).toBeVisible();
    navigate('/releases/dependencies?environment=qa');
    await expect.element(page.getByText('Nothing is live in qa')).toBeVisible();
    expect(asked.calls.map(({ variables }) => variables)).toEqual([{ environment: 'qa' }]);
  });
});

const releases = () =>
  operation(ReleasesOfModuleDocument, () => ({
    releases: { __typename: 'ReleasePage', items: [release('2.0.0'), release('1.0.1')], next: null, total: 2 },
  }));
const outcome = (version: string, problem: { code: string; message: string } | null = null) => ({
  __typename: 'ReleaseResult' as const,
  live: problem ? null : inStaging({ version }),
  position: 's8',
  problem: problem && { __typename: 'Problem' as const, field: null, ...problem },
});

describe('what is done there', () => {
  it('from a module’s panel, is done there, and says so', async () => {
    const rollback = operation(ReleasesRollbackDocument, () => ({
      rollback: outcome('', { code: 'REFUSED_BY_GATE', message: 'catalog still selects Order.total.' }),
    }));
    const promote = operation(ReleasesPromoteDocument, () => ({ promote: outcome('1.0.1') }));
    const kill = operation(ReleasesKillDocument, () => ({ kill: outcome('1.0.1') }));
    const operations = [releases(), rollback, promote, kill];
    const { notifications, place } = await openConsole('/releases/orders?environment=staging', twoEnvironments(), {
      user: staff,
      operations,
    });
    const panel = page.getByRole('complementary');
    // On a phone the panel is the page: it says where by itself.
    await expect.element(panel.getByRole('heading', { name: 'Live in staging' })).toBeVisible();
    await panel.getByRole('button', { name: 'Roll back to 1.0.1' }).click();
    await expect.element(panel.getByText('orders can’t be rolled back in staging')).toBeVisible();
    await panel.getByRole('button', { name: 'Actions on orders@1.0.1' }).click();
    await page.getByRole('menuitem', { name: 'To everyone' }).click();
    await expect.poll(() => notifications.map(({ message }) => message)).toContain('orders@1.0.1 is live in staging.');
    await panel.getByRole('button', { name: 'Actions on orders@2.0.0' }).click();
    await page.getByRole('menuitem', { name: 'Take off at once' }).click();
    await page
      .getByRole('alertdialog', { name: 'Take orders@2.0.0 off every page and open tab in staging?' })
      .getByRole('textbox')
      .fill('It leaks');
    await page.getByRole('button', { name: 'Take it off' }).click();
    await expect.poll(() => kill.calls).toHaveLength(1);
    const inputs = [...rollback.calls, ...promote.calls, ...kill.calls].map(({ variables: { input } }) => input);
    expect(inputs).toMatchObject([
      { module: 'orders', environment: 'staging' },
      { module: 'orders', version: '1.0.1', environment: 'staging', basedOn: 's7' },
      { module: 'orders', version: '2.0.0', environment: 'staging', reason: 'It leaks' },
    ]);
    await panel.getByRole('button', { name: /close/i }).click();
    expect(place()).toMatchObject({ path: '/releases', search: '?environment=staging' });
  });

  it('a refusal there is no word about another, and a question that is open is not asked of another', async () => {
    const rollback = operation(ReleasesRollbackDocument, () => ({
      rollback: outcome('', { code: 'REFUSED_BY_GATE', message: 'catalog still selects Order.total.' }),
    }));
    const { back } = await openConsole('/releases/orders', twoEnvironments(), {
      user: staff,
      operations: [releases(), rollback],
    });
    await choose('Staging');
    const panel = page.getByRole('complementary');
    await panel.getByRole('button', { name: 'Roll back to 1.0.1' }).click();
    await expect.element(panel.getByText('orders can’t be rolled back in staging')).toBeVisible();
    await panel.getByRole('button', { name: 'Finalize' }).click();
    await expect
      .element(page.getByRole('alertdialog', { name: 'Give up the way back to 1.0.1 in staging?' }))
      .toBeVisible();
    back();
    await expect.element(panel.getByRole('button', { name: 'Roll back to 1.0.0' })).toBeVisible();
    expect(page.getByRole('alertdialog').elements()).toEqual([]);
    expect(page.getByText('orders can’t be rolled back in staging').elements()).toEqual([]);
  });
});

const cell = (environment: string, answer: 'YES' | 'NO' | 'LIVE') => ({
  __typename: 'DeployCell' as const,
  environment,
  answer,
  revision: environment === 'staging' ? 's7' : 'r2',
  reasons: 0,
  first: null,
});
const candidate = (version: string, ...cells: readonly ReturnType<typeof cell>[]) => ({
  ...release(version),
  __typename: 'DeployCandidate' as const,
  cells: [...cells],
});
const judged = (...candidates: readonly ReturnType<typeof candidate>[]) => ({
  __typename: 'Deployability' as const,
  environments: ['production', 'staging'],
  candidates: [...candidates],
  leftOff: 0,
  pending: 0,
});

describe('a page', () => {
  it('of what may be deployed has its environment first, and promotes to it', async () => {
    const all = operation(ReleasesDeployabilityDocument, () => ({
      deployability: judged(candidate('3.0.0', cell('production', 'NO'), cell('staging', 'YES'))),
    }));
    const verdict = operation(ReleasesCanIDeployDocument, () => ({
      canIDeploy: {
        __typename: 'Verdict' as const,
        ok: true,
        position: 's7',
        releases: 1,
        pairs: 1,
        unjudged: [],
        refusals: [],
      },
    }));
    const promote = operation(ReleasesPromoteDocument, () => ({ promote: outcome('3.0.0') }));
    const operations = [all, verdict, promote];
    await openConsole('/releases/deploy?environment=staging', twoEnvironments(), { user: staff, operations });
    await expect.element(page.getByText('One release waits; all of them may go live in staging now.')).toBeVisible();
    expect(all.calls[0]?.variables).toEqual({ environment: 'staging' });
    await page.getByRole('row', { name: /orders 3.0.0.*Yes.*No/ }).click();
    const headings = page.getByRole('complementary').getByRole('heading', { level: 3 });
    await expect
      .poll(() => headings.elements().map(({ textContent }) => textContent))
      .toEqual(['Staging', 'Production']);
    await page.getByRole('button', { name: 'Promote to Staging' }).click();
    await expect
      .poll(() => promote.calls.map(({ variables: { input } }) => input))
      .toMatchObject([{ version: '3.0.0', environment: 'staging', basedOn: 's7' }]);
  });

  it('of open tabs counts by what its gateways were told', async () => {
    await openConsole('/releases/tabs?environment=staging', twoEnvironments(), { operations: [releases()] });
    // Replaced nine hours ago, where a tab may stay for eight.
    await expect.element(page.getByRole('row', { name: /1\.0\.0 · live is 2\.0\.0 Must switch 4/ })).toBeVisible();
    await expect.element(page.getByText(/must switch 8 hours after what it runs was replaced/)).toBeVisible();
    await page.getByRole('link', { name: 'orders' }).first().click();
    await expect.element(page.getByRole('complementary').getByText('5, 4 of them behind')).toBeVisible();
  });

  it('of history has what happened there, with what was published, and offers what the gate permits there', async () => {
    const entries = [
      entry('h1', { action: 'PUBLISHED', environment: null, version: '3.0.0' }),
      entry('h2', { environment: 'staging', version: '2.0.0', reason: 'First in staging' }),
      entry('h3', { environment: 'production', version: '1.0.1', reason: 'For everybody' }),
    ];
    const pages = operation(ReleasesHistoryPageDocument, ({ environment }) => ({
      releaseHistory: {
        __typename: 'HistoryPage' as const,
        items: [entry('h0', { environment, version: '0.9.0', reason: `Long ago in ${environment}` })],
        next: null,
      },
    }));
    const verdicts = operation(ReleasesDeployabilityOfDocument, ({ environment }) => ({
      deployabilityOf: judged(candidate('3.0.0', cell(environment, environment === 'staging' ? 'YES' : 'NO'))),
    }));
    const played = { ...twoEnvironments(), history: liveOperation(ReleasesHistoryDocument, entries) };
    await openConsole('/releases/history?environment=staging', played, { user: staff, operations: [pages, verdicts] });
    await expect.element(page.getByText('First in staging')).toBeVisible();
    await expect.element(page.getByText('Long ago in staging')).toBeVisible();
    await expect.element(page.getByRole('button', { name: 'Promote orders@3.0.0' })).toBeVisible();
    expect(page.getByText('For everybody').elements()).toEqual([]);
    await choose('Production');
    await expect.element(page.getByText('For everybody')).toBeVisible();
    await expect.element(page.getByText('Breaks others')).toBeVisible();
    expect(page.getByText('First in staging').elements()).toEqual([]);
    expect(pages.calls.map(({ variables }) => variables.environment)).toEqual(['staging', 'production']);
  });

  it('of refused attempts asks for those there', async () => {
    const refused = operation(ReleasesRefusedDocument, () => ({
      releaseHistory: { __typename: 'HistoryPage' as const, items: [], next: null, total: 0 },
    }));
    await openConsole('/releases/refused?environment=staging', twoEnvironments(), { operations: [refused] });
    await expect.element(page.getByText('Nothing was refused in staging')).toBeVisible();
    expect(refused.calls.map(({ variables }) => variables.environment)).toEqual(['staging']);
  });
});
