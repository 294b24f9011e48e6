/** The release console in a real browser, without any back end. */
import { liveOperation, operation, staff } from '@tessera/app-kit/testing';
import { beforeEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import {
  ReleasesCensusDocument,
  ReleasesCompositionDocument,
  ReleasesFinalizeDocument,
  ReleasesHistoryDocument,
  ReleasesKillDocument,
  ReleasesOfModuleDocument,
  ReleasesPromoteDocument,
  ReleasesRollbackDocument,
} from '#graphql';
import { entry, gateway, live, openConsole, release } from './console/played-console.fixture.tsx';

// List and panel beside each other, as on a desk.
beforeEach(() => page.viewport(1280, 800));

const releases = () =>
  operation(ReleasesOfModuleDocument, () => ({
    releases: { __typename: 'ReleasePage', items: [release('1.0.1'), release('1.0.0')], next: null, total: 2 },
  }));
const outcome = (version: string) => ({
  __typename: 'ReleaseResult' as const,
  live: {
    __typename: 'LiveModule' as const,
    id: 'production/orders',
    version,
    previousVersion: null,
    canaryVersion: null,
    canaryShare: null,
    canarySince: null,
    killed: [],
    since: '2026-11-23T09:00:00.000Z',
    by: 'Dana Reyes',
    revision: 'r3',
  },
  position: 'e.3',
  problem: null,
});

it('shows what is live, whose it is, and changes when it does', async () => {
  const composition = liveOperation(ReleasesCompositionDocument, [live()]);
  await openConsole('/releases', { composition });
  await expect.element(page.getByText('#team-orders')).toBeVisible();
  composition.push(live({ version: '1.0.2', revision: 'r3' }));
  await expect.element(page.getByText('1.0.2')).toBeVisible();
});

it('a module’s panel says how many tabs are open, how many are behind, and how it fared', async () => {
  const census = liveOperation(ReleasesCensusDocument, [gateway(['orders', '1.0.1', 8], ['orders', '1.0.0', 3])]);
  await openConsole('/releases/orders', { census }, { operations: [releases()] });
  const panel = page.getByRole('complementary');
  await expect.element(panel.getByText('11, 3 of them behind')).toBeVisible();
  await expect.element(panel.getByRole('img', { name: /^250 loads and operations/ })).toBeVisible();
  census.push(gateway(['orders', '1.0.1', 11]));
  await expect.element(panel.getByText('11, all up to date')).toBeVisible();
  // The list beside it gives up other columns before the modules' names.
  await page.viewport(1440, 900);
  const nameOf = () => document.querySelector('[data-row="production/catalog"] td')!.clientWidth;
  await expect.poll(nameOf).toBeGreaterThan(200);
  // As in a window of 1280 px, whose navigation is not here.
  await page.viewport(1064, 800);
  await expect.poll(nameOf).toBeGreaterThan(150);
});

it('says which groups have something else', async () => {
  const pins = [{ __typename: 'Pin' as const, name: 'warehouse', version: '1.0.0' }];
  await openConsole(
    '/releases/orders',
    { composition: liveOperation(ReleasesCompositionDocument, [live({ pins })]) },
    { operations: [releases()] },
  );
  await expect.element(page.getByText('1.0.0 for warehouse')).toBeVisible();
});

it('a release manager rolls back, and promotes on what they saw', async () => {
  const rollback = operation(ReleasesRollbackDocument, () => ({ rollback: outcome('1.0.0') }));
  const promote = operation(ReleasesPromoteDocument, () => ({ promote: outcome('1.0.0') }));
  const { notifications } = await openConsole(
    '/releases/orders',
    { composition: liveOperation(ReleasesCompositionDocument, [live()]) },
    { user: staff, operations: [releases(), rollback, promote] },
  );
  await page.getByRole('button', { name: 'Roll back to 1.0.0' }).click();
  await expect.poll(() => notifications.map(({ message }) => message)).toContain('orders is back at 1.0.0.');
  await page.getByRole('button', { name: 'Actions on orders@1.0.0' }).click();
  await page.getByRole('menuitem', { name: 'To everyone' }).click();
  await expect
    .poll(() => promote.calls.map(({ variables }) => variables.input))
    .toMatchObject([{ module: 'orders', version: '1.0.0', basedOn: 'r2' }]);
});

it('a way back is given up after what that costs was said', async () => {
  const finalize = operation(ReleasesFinalizeDocument, () => ({ finalize: outcome('1.0.1') }));
  const composition = liveOperation(ReleasesCompositionDocument, [live()]);
  const { notifications } = await openConsole(
    '/releases/orders',
    { composition },
    { user: staff, operations: [releases(), finalize] },
  );
  await page.getByRole('button', { name: 'Finalize' }).click();
  const dialog = page.getByRole('alertdialog');
  await expect.element(dialog.getByText(/orders stays at 1\.0\.1, and can no longer be rolled back/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Keep the way back' }).click();
  await expect.element(dialog).not.toBeInTheDocument();
  await page.getByRole('button', { name: 'Finalize' }).click();
  await dialog.getByRole('textbox', { name: 'Why (optional)' }).fill('The app needs it');
  await dialog.getByRole('button', { name: 'Finalize' }).click();
  await expect
    .poll(() => finalize.calls.map(({ variables: { input } }) => input))
    .toMatchObject([{ module: 'orders', environment: 'production', reason: 'The app needs it' }]);
  await expect.poll(() => notifications.map(({ message }) => message)).toContain('orders@1.0.1 is final.');
  composition.push(live({ previousVersion: null, finalizedAt: '2026-11-23T09:00:00.000Z', revision: 'r3' }));
  await expect.element(page.getByText(/Given up/)).toBeVisible();
  await expect.element(page.getByRole('button', { name: /Finalize|Roll back/ })).not.toBeInTheDocument();
});

it('of a library the major that is shown is rolled back and finalized, not another', async () => {
  const rollback = operation(ReleasesRollbackDocument, () => ({ rollback: outcome('1.0.0') }));
  const finalize = operation(ReleasesFinalizeDocument, () => ({ finalize: outcome('1.0.1') }));
  const composition = liveOperation(ReleasesCompositionDocument, [
    live({ id: 'production/orders@1', kind: 'LIBRARY' }),
  ]);
  await openConsole('/releases/orders', { composition }, { user: staff, operations: [releases(), rollback, finalize] });
  await page.getByRole('button', { name: 'Roll back to 1.0.0' }).click();
  await page.getByRole('button', { name: 'Finalize' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Finalize' }).click();
  await expect.poll(() => finalize.calls.map(({ variables: { input } }) => input.module)).toEqual(['orders@1']);
  expect(rollback.calls.map(({ variables: { input } }) => input.module)).toEqual(['orders@1']);
});

it('of a library every major that is live stands in the panel, with its own way back', async () => {
  const rollback = operation(ReleasesRollbackDocument, () => ({ rollback: outcome('2.0.0') }));
  const finalize = operation(ReleasesFinalizeDocument, () => ({ finalize: outcome('1.0.1') }));
  const of = (major: string, version: string, previousVersion: string) =>
    live({ id: `production/orders@${major}`, kind: 'LIBRARY', version, previousVersion });
  const composition = liveOperation(ReleasesCompositionDocument, [
    of('1', '1.0.1', '1.0.0'),
    of('2', '2.0.1', '2.0.0'),
  ]);
  const census = liveOperation(ReleasesCensusDocument, [gateway(['orders', '1.0.1', 1], ['orders', '2.0.1', 5])]);
  const items = ['2.0.1', '1.0.1', '1.0.0'].map((version) => ({ ...release(version), kind: 'LIBRARY' as const }));
  const listed = operation(ReleasesOfModuleDocument, () => ({
    releases: { __typename: 'ReleasePage', items, next: null, total: 3 },
  }));
  await openConsole(
    '/releases/orders',
    { composition, census },
    { user: staff, operations: [listed, rollback, finalize] },
  );
  const panel = page.getByRole('complementary');
  await expect.element(panel.getByRole('heading', { name: 'Live: orders@1' })).toBeVisible();
  await expect.element(panel.getByRole('heading', { name: 'Live: orders@2' })).toBeVisible();
  await expect.element(panel.getByText('1, all up to date')).toBeVisible();
  await expect.element(panel.getByText('5, all up to date')).toBeVisible();
  await expect.poll(() => panel.getByText('Live', { exact: true }).elements().length).toBe(2);
  await panel.getByRole('button', { name: 'Roll back to 2.0.0' }).click();
  await expect.poll(() => rollback.calls.map(({ variables: { input } }) => input.module)).toEqual(['orders@2']);
  await panel.getByRole('button', { name: 'Finalize orders@1' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Finalize' }).click();
  await expect.poll(() => finalize.calls.map(({ variables: { input } }) => input.module)).toEqual(['orders@1']);
  // Nobody can have a part of the frame to themselves.
  await panel.getByRole('button', { name: 'Actions on orders@1.0.0' }).click();
  await expect.element(page.getByRole('menuitem', { name: 'To everyone' })).toBeVisible();
  await expect.element(page.getByRole('menuitem', { name: /of the users/ })).not.toBeInTheDocument();
});

it('versions as long as they like leave a canary its share; a tab is one tab', async () => {
  const long = '10.20.30-release-candidate.20261127.abcdef0123456789';
  const composition = liveOperation(ReleasesCompositionDocument, [
    live({ version: long, canaryVersion: `${long}.2`, canaryShare: 10 }),
  ]);
  const census = liveOperation(ReleasesCensusDocument, [gateway(['orders', long, 1])]);
  await openConsole('/releases', { composition, census });
  const share = page.getByText(/to 10 %$/);
  await expect.element(share).toBeVisible();
  const isWhole = () => {
    const cell = document.querySelector('[data-row="production/orders"] .releases-live')!.parentElement!;
    const badge = cell.querySelector('.ts-badge')!;
    const range = document.createRange();
    range.selectNodeContents(badge.querySelector('.releases-canary')!.lastChild!);
    return (
      range.getBoundingClientRect().right <=
      Math.min(badge.getBoundingClientRect().right, cell.getBoundingClientRect().right)
    );
  };
  expect(isWhole()).toBe(true);
  await page.viewport(390, 844);
  await expect.element(page.getByText('1 open tab', { exact: true })).toBeVisible();
  expect(isWhole()).toBe(true);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
});

it('a canary is started with a share, widened, given to everyone, ended', async () => {
  const rollback = operation(ReleasesRollbackDocument, () => ({ rollback: outcome('1.0.1') }));
  const promote = operation(ReleasesPromoteDocument, () => ({ promote: outcome('1.0.1') }));
  const composition = liveOperation(ReleasesCompositionDocument, [live()]);
  await openConsole('/releases/orders', { composition }, { user: staff, operations: [releases(), rollback, promote] });
  await page.getByRole('button', { name: 'Actions on orders@1.0.0' }).click();
  await page.getByRole('menuitem', { name: 'To 10 % of the users' }).click();
  await expect.poll(() => promote.calls.length).toBe(1);
  composition.push(live({ canaryVersion: '1.0.0', canaryShare: 10, canarySince: '2026-11-24T08:00:00.000Z' }));
  await expect.element(page.getByText('1.0.0 to 10 %')).toBeVisible();
  await page.getByRole('button', { name: 'Widen' }).click();
  await expect.element(page.getByRole('menuitem', { name: 'To 5 %' })).not.toBeInTheDocument();
  await page.getByRole('menuitem', { name: 'To 50 %' }).click();
  await page.getByRole('button', { name: 'Give to everyone' }).click();
  await expect.poll(() => promote.calls.map(({ variables: { input } }) => input.share)).toEqual([10, 50, undefined]);
  await page.getByRole('button', { name: 'End canary' }).click();
  await expect.poll(() => rollback.calls.length).toBe(1);
});

it('a refusal stays, with all its reasons', async () => {
  const reason =
    'orders@1.0.0 still selects Product.sku in src/x.graphql:12\nKeep the field, or promote orders ≥ 1.5.0 first.';
  const promote = operation(ReleasesPromoteDocument, () => ({
    promote: {
      ...outcome('1.0.1'),
      problem: { __typename: 'Problem' as const, code: 'GATE', message: reason, field: null },
    },
  }));
  await openConsole(
    '/releases/orders',
    { composition: liveOperation(ReleasesCompositionDocument, [live()]) },
    { user: staff, operations: [releases(), promote] },
  );
  await page.getByRole('button', { name: 'Actions on orders@1.0.0' }).click();
  await page.getByRole('menuitem', { name: 'To everyone' }).click();
  await expect.element(page.getByRole('alert').getByText('orders@1.0.0 can’t go live')).toBeVisible();
  await expect.element(page.getByText(/promote orders ≥ 1\.5\.0 first/)).toBeVisible();
  await page.getByRole('alert').getByRole('button', { name: 'Dismiss' }).click();
  await expect.element(page.getByRole('alert')).not.toBeInTheDocument();
});

it('taking a release off at once needs a reason', async () => {
  const kill = operation(ReleasesKillDocument, () => ({ kill: outcome('1.0.0') }));
  const composition = liveOperation(ReleasesCompositionDocument, [live()]);
  const census = liveOperation(ReleasesCensusDocument, [gateway(['orders', '0.9.0', 3])]);
  const listed = operation(ReleasesOfModuleDocument, () => ({
    releases: {
      ...{ __typename: 'ReleasePage' as const, next: null, total: 3 },
      items: ['1.0.1', '0.9.0', '0.8.0'].map(release),
    },
  }));
  await openConsole('/releases/orders', { composition, census }, { user: staff, operations: [listed, kill] });
  const off = page.getByRole('menuitem', { name: 'Take off at once' });
  // What only open tabs run can be taken off them, what nobody runs need not be.
  for (const [version, isOffered] of [
    ['0.9.0', true],
    ['0.8.0', false],
  ] as const) {
    await page.getByRole('button', { name: `Actions on orders@${version}` }).click();
    await expect.element(page.getByRole('menuitem', { name: 'To everyone' })).toBeVisible();
    expect(off.elements()).toHaveLength(isOffered ? 1 : 0);
    await userEvent.keyboard('{Escape}');
  }
  await page.getByRole('button', { name: 'Actions on orders@1.0.1' }).click();
  await page.getByRole('menuitem', { name: 'Take off at once' }).click();
  await page.getByRole('button', { name: 'Take it off' }).click();
  await expect.element(page.getByText(/Say why/)).toBeVisible();
  await page.getByRole('textbox', { name: 'Why' }).fill('It loses orders');
  await page.getByRole('button', { name: 'Take it off' }).click();
  await expect
    .poll(() => kill.calls.map(({ variables: { input } }) => input))
    .toMatchObject([{ module: 'orders', version: '1.0.1', reason: 'It loses orders' }]);
  composition.push(live({ version: '1.0.0', previousVersion: null, killed: ['1.0.1'], revision: 'r3' }));
  await expect.element(page.getByText('Killed')).toBeVisible();
});

it('who may not release sees no buttons', async () => {
  await openConsole(
    '/releases/orders',
    { composition: liveOperation(ReleasesCompositionDocument, [live()]) },
    { user: { id: 'x', name: 'X', roles: ['staff'] }, operations: [releases()] },
  );
  await expect.element(page.getByRole('complementary').getByText('1.0.0').first()).toBeVisible();
  await expect
    .element(page.getByRole('button', { name: /Roll back|Finalize|Promote|Actions/ }))
    .not.toBeInTheDocument();
});

it('the history is searchable, newest first', async () => {
  await openConsole(
    '/releases/history',
    {
      history: liveOperation(ReleasesHistoryDocument, [
        entry('1', { action: 'PUBLISHED', at: '2026-11-23T08:00:00.000Z' }),
        entry('2', { action: 'ROLLED_BACK', module: 'catalog', at: '2026-11-23T09:00:00.000Z' }),
        entry('0', {
          action: 'FINALIZED',
          version: '1.1.0',
          previousVersion: '1.0.0',
          at: '2026-11-22T08:00:00.000Z',
          reason: 'The app needs it',
        }),
      ]),
    },
    { user: { id: 'x', name: 'X', roles: ['staff'] } },
  );
  const rows = page.getByRole('row');
  await expect.element(rows.nth(1).getByText('Rolled back')).toBeVisible();
  await expect
    .element(page.getByRole('row', { name: /Finalized.*1\.0\.0 → ?1\.1\.0.*Dana Reyes.*The app needs it/ }))
    .toBeVisible();
  await page.getByRole('searchbox', { name: 'Search history' }).fill('orders');
  await expect.element(page.getByRole('grid').getByText('Rolled back')).not.toBeInTheDocument();
});
