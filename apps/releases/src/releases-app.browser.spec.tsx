/** The release console in a real browser, without any back end. */
import '@tessera/shared-ui/styles.css';
import { liveOperation, operation, renderApp, staff } from '@tessera/app-kit/testing';
import { beforeEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import {
  ReleasesCompositionDocument,
  ReleasesHistoryDocument,
  ReleasesOfModuleDocument,
  ReleasesPromoteDocument,
  ReleasesRollbackDocument,
  type ReleasesCompositionSubscription,
} from '#graphql';
import app from './app.ts';

// List and panel beside each other, as on a desk.
beforeEach(() => page.viewport(1280, 800));

type LiveModule = ReleasesCompositionSubscription['composition'][number];

const live = (change: Partial<LiveModule> = {}): LiveModule => ({
  __typename: 'LiveModule',
  id: 'production/orders',
  environment: 'production',
  module: 'orders',
  kind: 'APP',
  team: 'orders',
  contact: '#team-orders',
  version: '1.0.1',
  digest: 'sha384-abc',
  previousVersion: '1.0.0',
  since: '2026-11-23T08:00:00.000Z',
  by: 'Dana Reyes',
  reason: null,
  revision: 'r2',
  ...change,
});

const release = (version: string) => ({
  __typename: 'Release' as const,
  id: `orders@${version}`,
  module: 'orders',
  kind: 'APP' as const,
  team: 'orders',
  version,
  digest: 'sha384-abc',
  size: 28_000,
  publishedAt: '2026-11-23T08:00:00.000Z',
  publishedBy: 'deploy:orders',
  liveIn: [],
});

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
    since: '2026-11-23T09:00:00.000Z',
    by: 'Dana Reyes',
    revision: 'r3',
  },
  position: 'e.3',
  problem: null,
});

it('shows what is live, whose it is, and changes when it does', async () => {
  const composition = liveOperation(ReleasesCompositionDocument, [live()]);
  await renderApp(app, { path: '/releases', live: [composition] });
  await expect.element(page.getByText('#team-orders')).toBeVisible();
  composition.push(live({ version: '1.0.2', revision: 'r3' }));
  await expect.element(page.getByText('1.0.2')).toBeVisible();
});

it('a release manager rolls back, and promotes on what they saw', async () => {
  const rollback = operation(ReleasesRollbackDocument, () => ({ rollback: outcome('1.0.0') }));
  const promote = operation(ReleasesPromoteDocument, () => ({ promote: outcome('1.0.0') }));
  const { notifications } = await renderApp(app, {
    path: '/releases/orders',
    user: staff,
    operations: [releases(), rollback, promote],
    live: [liveOperation(ReleasesCompositionDocument, [live()])],
  });
  await page.getByRole('button', { name: 'Roll back to 1.0.0' }).click();
  await expect.poll(() => notifications.map(({ message }) => message)).toContain('orders is back at 1.0.0.');
  await page.getByRole('button', { name: 'Promote orders@1.0.0' }).click();
  await expect
    .poll(() => promote.calls.map(({ variables }) => variables.input))
    .toMatchObject([{ module: 'orders', version: '1.0.0', basedOn: 'r2' }]);
});

it('who may not release sees no buttons', async () => {
  await renderApp(app, {
    path: '/releases/orders',
    user: { id: 'x', name: 'X', roles: ['staff'] },
    operations: [releases()],
    live: [liveOperation(ReleasesCompositionDocument, [live()])],
  });
  await expect.element(page.getByRole('complementary').getByText('1.0.0').first()).toBeVisible();
  await expect.element(page.getByRole('button', { name: /Roll back|Promote/ })).not.toBeInTheDocument();
});

it('the history is searchable, newest first', async () => {
  const entry = (id: string, action: string, module: string, at: string) => ({
    __typename: 'HistoryEntry' as const,
    id,
    action,
    environment: 'production',
    module,
    version: '1.0.0',
    previousVersion: null,
    at,
    by: 'Dana Reyes',
    reason: null,
  });
  await renderApp(app, {
    path: '/releases/history',
    live: [
      liveOperation(ReleasesHistoryDocument, [
        entry('1', 'PUBLISHED', 'orders', '2026-11-23T08:00:00.000Z'),
        entry('2', 'ROLLED_BACK', 'catalog', '2026-11-23T09:00:00.000Z'),
      ]),
    ],
  });
  const rows = page.getByRole('row');
  await expect.element(rows.nth(1).getByText('Rolled back')).toBeVisible();
  await page.getByRole('searchbox', { name: 'Search history' }).fill('orders');
  await expect.element(page.getByText('Rolled back')).not.toBeInTheDocument();
});
