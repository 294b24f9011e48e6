/** Every page of the console while it loads, when nothing is there, when what it needs fails, and when it stops being told of changes. */
import { liveOperation, operation, refuse, type MockedLive } from '@tessera/app-kit/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import {
  ReleasesCensusDocument,
  ReleasesCompositionDocument,
  ReleasesDeliveryDocument,
  ReleasesDependenciesDocument,
  ReleasesDeployabilityDocument,
  ReleasesDeployabilityOfDocument,
  ReleasesHistoryDocument,
  ReleasesRefusedDocument,
} from '#graphql';
import { openConsole, playedConsole } from './console/played-console.fixture.tsx';

beforeEach(() => page.viewport(1440, 900));

const platform = { team: 'Platform', contact: '#team-platform' };
const failure = page.getByRole('alert');
const gate = {
  __typename: 'Deployability' as const,
  environments: ['production'],
  candidates: [],
  leftOff: 0,
  pending: 0,
};
const isBusy = () => document.querySelector('[aria-busy="true"], .ts-skeleton') !== null;

async function expectFailure(failing: string): Promise<void> {
  await expect.element(failure.getByText(failing)).toBeVisible();
  // The way to the other pages stays.
  await expect.element(page.getByRole('navigation').getByRole('link', { name: 'Delivery' })).toBeVisible();
}

describe('a page that is told of changes', () => {
  const empty = {
    composition: liveOperation(ReleasesCompositionDocument, []),
    census: liveOperation(ReleasesCensusDocument, []),
    delivery: liveOperation(ReleasesDeliveryDocument, []),
    history: liveOperation(ReleasesHistoryDocument, []),
  };

  it.each([
    ['/releases', 'composition', 'What is live can’t be shown right now', 'Nothing is live yet', '#team-catalog'],
    ['/releases/tabs', 'census', 'Open tabs can’t be shown right now', 'Nobody has a tab open', 'Up to date'],
    [
      '/releases/delivery',
      'delivery',
      'Delivery figures can’t be shown right now',
      'No team has delivered yet',
      'catalog',
    ],
    ['/releases/history', 'history', 'The history can’t be shown right now', 'Nothing has happened yet', 'Dana Reyes'],
  ] as const)('%s', async (path, needed, failing, nothing, something) => {
    // A stream that has not answered.
    const silent = { ...playedConsole()[needed], open: () => () => undefined };
    const loading = await openConsole(path, { [needed]: silent });
    await expect.poll(isBusy).toBe(true);
    expect(failure.elements()).toEqual([]);
    await loading.unmount();

    const none = await openConsole(path, { [needed]: empty[needed] });
    await expect.element(page.getByText(nothing)).toBeVisible();
    await none.unmount();

    const refused = playedConsole()[needed];
    refused.refuse('SERVICE_UNAVAILABLE', 'The service releases does not answer.');
    const failed = await openConsole(path, { [needed]: refused });
    await expectFailure(failing);
    await expect.element(failure.getByText(/We keep trying/)).toBeVisible();
    await failed.unmount();

    const lost: MockedLive<never> = playedConsole()[needed] as never;
    const verdicts = operation(ReleasesDeployabilityOfDocument, () => ({ deployabilityOf: gate }));
    await openConsole(path, { [needed]: lost }, { operations: [verdicts] });
    await expect.element(page.getByText(something).first()).toBeVisible();
    lost.lose(platform);
    await expect.element(page.getByText(/as of/i).first()).toBeVisible();
    await expect.element(page.getByText(something).first()).toBeVisible();
    lost.recover();
    await expect.element(page.getByText(/as of/i)).not.toBeInTheDocument();
  });
});

describe('a page that asks', () => {
  const graph = { __typename: 'DependencyGraph' as const, revision: 'r2', modules: [], edges: [], unjudged: [] };
  const attempts = { __typename: 'HistoryPage' as const, items: [], next: null, total: 0 };
  const asked = {
    '/releases/refused': () => operation(ReleasesRefusedDocument, () => ({ releaseHistory: attempts })),
    '/releases/deploy': () => operation(ReleasesDeployabilityDocument, () => ({ deployability: gate })),
    '/releases/dependencies': () => operation(ReleasesDependenciesDocument, () => ({ dependencies: graph })),
  };

  it.each([
    ['/releases/refused', 'Refused attempts can’t be shown right now', 'Nothing was refused'],
    ['/releases/deploy', 'The gate’s answers can’t be shown right now', 'Nothing waits'],
    ['/releases/dependencies', 'Dependencies can’t be shown right now', 'Nothing is live yet'],
  ] as const)('%s', async (path, failing, nothing) => {
    const question = asked[path]();
    const answer = Promise.withResolvers<void>();
    const handle = question.handle;
    let isDown = true;
    const played = {
      ...question,
      async handle(...call: Parameters<typeof handle>) {
        await answer.promise;
        // Not one that passes: the page would try again by itself, perhaps before the press.
        if (isDown) throw refuse('INTERNAL', 'Something went wrong there.', { service: 'releases', owner: platform });
        return handle(...call);
      },
    };
    await openConsole(path, {}, { operations: [played] });
    await expect.poll(isBusy).toBe(true);
    answer.resolve();
    await expectFailure(failing);
    await expect.element(failure.getByText('#team-platform')).toBeVisible();
    isDown = false;
    await failure.getByRole('button', { name: /try again/i }).click();
    await expect.element(page.getByText(nothing)).toBeVisible();
    expect(failure.elements()).toEqual([]);
  });
});
