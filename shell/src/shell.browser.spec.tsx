/** The frame around apps that are no more than functions: what people see, press and hear. */
import { Link, notify, useParams } from '@tessera/app-kit';
import type { BootData, Composition, ModuleLive, PreviewNotice } from '@tessera/contracts';
import { createMemoryHistory } from '@tanstack/history';
import axe from 'axe-core';
import { useState, type ComponentType } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import '@tessera/shared-ui/styles.css';
import './shell.css';
import { startShell, type StartedShell } from './index.ts';
import type { ImportRelease } from './load/import-release.ts';
import { fakeLive } from './testing/fake-live.ts';
import { liveModule } from './testing/test-app.ts';

const user = { id: 'ada', name: 'Ada Marsh', roles: ['buyer'] };

function List({ version }: { readonly version: string }) {
  const { id } = useParams();
  const [text, setText] = useState('');
  return (
    <div>
      <h1>List {version}</h1>
      <input aria-label="Note" value={text} onChange={(event) => setText(event.target.value)} />
      <Link to="/alpha/7">Seven</Link>
      {id === undefined ? null : <p>Open: {id}</p>}
      <button type="button" onClick={() => notify({ message: 'Saved', action: { label: 'See it', to: '/beta' } })}>
        Save
      </button>
    </div>
  );
}
const Other = () => <h1>Other</h1>;
function Thrower(): never {
  throw new Error('on purpose');
}

function alpha(version = '1.0.0'): ModuleLive {
  const live = liveModule('alpha', { version, entry: `/alpha-${version}.js`, css: [], format: 'esm', integrity: {} });
  return {
    ...live,
    contributions: {
      ...live.contributions,
      routes: [
        { path: '/alpha', page: 'list', title: 'All alphas' },
        { path: '/alpha/$id', page: 'list', title: 'One alpha' },
        { path: '/alpha/broken', page: 'thrower', title: 'Broken' },
        { path: '/alpha/secrets', page: 'list', title: 'Secrets', roles: ['boss', 'owner'] },
      ],
      navigation: [
        { label: 'Alphas', to: '/alpha', icon: 'package', group: 'Work', order: 1 },
        { label: 'Secrets', to: '/alpha/secrets', icon: 'x', group: 'Work', order: 2, roles: ['boss'] },
      ],
    },
  };
}
const beta = liveModule('beta', { version: '1.0.0', entry: '/beta.js', css: [], format: 'esm', integrity: {} });
const compositionOf = (revision: string, frame: string, ...modules: ModuleLive[]): Composition => ({
  revision,
  frame: { version: frame },
  modules: Object.fromEntries(modules.map((live) => [live.module, live])),
});

/** What apps' code waits for. */
let held: Promise<void> | undefined;

const importer: ImportRelease = async ({ module }, { version }) => {
  await held;
  const component = (Component: ComponentType) => async () => ({ default: Component });
  const pages = {
    list: component(() => <List version={version} />),
    thrower: component(Thrower),
    main: component(Other),
  };
  return { name: module, pages, slots: { fills: { 'alpha/side/v1': component(Other) } } };
};

let shell: StartedShell;
let root: HTMLElement;
let live: ReturnType<typeof fakeLive>;
const reporter = { count: vi.fn(), runs: vi.fn(), left: vi.fn(), close: vi.fn() };
const leavePreview = vi.fn(() => Promise.resolve());
let answer: Promise<Composition> | undefined;
const reloadDocument = vi.fn();
let kept: Map<string, string>;
let runs: () => readonly { readonly module: string; readonly version: string }[];

async function open(
  at = '/alpha',
  first = compositionOf('1', '1.0.0', alpha(), beta),
  preview?: PreviewNotice,
  more: Partial<BootData> = {},
): Promise<void> {
  live = fakeLive();
  root = document.createElement('div');
  document.body.append(root);
  shell = startShell(root, {
    boot: {
      user,
      environment: 'production',
      composition: first,
      gateway: { version: '1' },
      ...(preview === undefined ? {} : { preview }),
      ...more,
    },
    leavePreview,
    reloadDocument,
    memory: { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) },
    product: 'Test product',
    history: createMemoryHistory({ initialEntries: [at] }),
    importers: { esm: importer, mf: importer },
    live,
    fetchComposition: () => answer ?? Promise.reject(new Error('not asked')),
    report: () => undefined,
    reporter: (running) => {
      runs = running;
      return reporter;
    },
  });
  await expect.element(page.getByRole('main')).toBeInTheDocument();
}

/** The gateway has another composition by now, and the page knows. */
async function goLive(next: Composition): Promise<void> {
  answer = Promise.resolve(next);
  shell.refresh();
  await expect.poll(() => shell.running.now().revision).toBe(next.revision);
}

beforeEach(() => {
  kept = new Map();
  return page.viewport(1280, 800);
});
afterEach(() => {
  shell.stop();
  answer = undefined;
  held = undefined;
  root.remove();
  vi.restoreAllMocks();
  reloadDocument.mockClear();
});

const h1 = (name: string) => page.getByRole('heading', { level: 1, name });
const link = (name: string) => page.getByRole('navigation', { name: 'Main' }).first().getByRole('link', { name });

it('a preview says that it is one, what is in it, and how to leave it', async () => {
  const overrides = { beta: 'http://127.0.0.1:5173/src/app.ts' };
  const waiting = ['alpha-service@1.1.0'];
  const expires = '2026-11-28T12:00:00.000Z';
  await open('/alpha', undefined, { versions: ['alpha@1.0.0'], overrides, waiting, expires });
  const banner = page.getByRole('alert');
  await expect
    .element(banner.getByText(/You see alpha@1.0.0, beta from http:..127.0.0.1:5173, others do not/))
    .toBeVisible();
  await expect.element(banner.getByText(/alpha-service@1.1.0 is not ready yet/)).toBeVisible();
  await banner.getByRole('button', { name: 'Leave it' }).click();
  expect(leavePreview).toHaveBeenCalledOnce();
});

it.each([
  ['none', 'The preview was left in another tab.'],
  ['["beta@2.0.0"]', 'A preview was entered in another tab.'],
])(
  'a preview that is another one by a word of another tab (%s) is said; the page stays until the person wants',
  async (to, words) => {
    const elsewhere = (newValue: string) =>
      window.dispatchEvent(new StorageEvent('storage', { key: 'tessera.preview', newValue }));
    await open('/alpha', undefined, { versions: ['alpha@1.0.0'], overrides: {} });
    // Another tab of the same preview.
    elsewhere(localStorage.getItem('tessera.preview')!);
    elsewhere(to);
    elsewhere(to);
    await expect.element(page.getByText(words)).toBeVisible();
    expect(page.getByText(words).elements()).toHaveLength(1);
    expect(reloadDocument).not.toHaveBeenCalled();
    await page.getByRole('button', { name: 'Reload' }).click();
    expect(reloadDocument).toHaveBeenCalledOnce();
  },
);

describe('the first page', () => {
  it('is drawn together with the frame, when it is at hand', async () => {
    const drawn: string[] = [];
    const observer = new MutationObserver(() => {
      const main = document.querySelector('main');
      if (main !== null && drawn.length === 0) drawn.push(main.querySelector('h1')?.textContent ?? 'a frame alone');
    });
    observer.observe(document.body, { childList: true, subtree: true });
    // Later than a frame alone would have been drawn, and before the frame goes without it: timers keep their order.
    held = new Promise((resolve) => setTimeout(resolve, 50));
    await open();
    observer.disconnect();
    expect(drawn).toEqual(['List 1.0.0']);
  });

  it('is waited for in its frame, when it is not', async () => {
    const code = Promise.withResolvers<void>();
    held = code.promise;
    await open();
    await expect.element(link('Alphas')).toBeInTheDocument();
    expect(document.querySelector('main h1')).toBeNull();
    code.resolve();
    await expect.element(h1('List 1.0.0')).toBeInTheDocument();
  });
});

describe('a page that came with a part of what is live', () => {
  const part = { ...compositionOf('1', '1.0.0', alpha()), partial: true as const };
  const whole = compositionOf('1', '1.0.0', alpha(), beta);

  it('shows its app at once, and the rest of the navigation as soon as it knows it', async () => {
    const later = Promise.withResolvers<Composition>();
    answer = later.promise;
    await open('/alpha', part);
    await expect.element(page.getByRole('heading', { name: 'List 1.0.0' })).toBeInTheDocument();
    expect(page.getByRole('link', { name: 'beta' }).elements()).toHaveLength(0);
    later.resolve(whole);
    await expect.element(page.getByRole('link', { name: 'beta' }).first()).toBeInTheDocument();
  });

  it('shows the page of an app it learns of later, where it would say that there is nothing', async () => {
    answer = Promise.resolve(whole);
    await open('/beta', part);
    await expect.element(page.getByRole('heading', { name: 'Other' })).toBeInTheDocument();
  });
});

describe('the frame', () => {
  it('shows what the person may go to, where they are, and the page', async () => {
    await open('/');
    await expect.element(h1('List 1.0.0')).toBeVisible();
    await expect.element(link('Alphas')).toHaveAttribute('aria-current', 'page');
    await expect.element(link('beta')).not.toHaveAttribute('aria-current');
    expect(link('Secrets').elements()).toEqual([]);
    await expect.poll(() => document.title).toBe('All alphas · Test product');
    // Nothing moved: this is where a document load would have left it.
    await expect.element(h1('List 1.0.0')).not.toHaveFocus();
  });

  it.each([
    [1280, 800],
    [360, 740],
  ])('has no known accessibility fault at %i × %i', async (width, height) => {
    await page.viewport(width, height);
    await open();
    await expect.element(h1('List 1.0.0')).toBeVisible();
    const { violations } = await axe.run(root);
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`)).toEqual([]);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  });

  it('goes elsewhere: the focus at the heading, the title said, without a document load', async () => {
    await open();
    await link('beta').click();
    await expect.element(h1('Other')).toHaveFocus();
    await expect.element(page.getByText('All beta', { exact: true })).toBeInTheDocument();
    await expect.poll(() => document.title).toBe('All beta · Test product');
  });

  it('keeps what was typed when an entry opens beside the list', async () => {
    await open();
    await page.getByLabelText('Note').fill('half a sen');
    await page.getByRole('link', { name: 'Seven' }).click();
    await expect.element(page.getByText('Open: 7')).toBeVisible();
    await expect.element(page.getByLabelText('Note')).toHaveValue('half a sen');
  });

  it('says so when there is nothing at an address', async () => {
    await open('/nowhere');
    await expect.element(page.getByText('There is nothing at this address')).toBeVisible();
    await page.getByRole('link', { name: 'Go to the start' }).click();
    await expect.element(h1('List 1.0.0')).toBeVisible();
  });

  it('says whom a page is for to people it is not for, and loads nothing of it', async () => {
    await open('/alpha/secrets');
    await expect.element(page.getByText('This page is not for you')).toBeVisible();
    await expect.element(page.getByText(/Secrets is for people with the role boss or owner/)).toBeVisible();
    await expect.element(page.getByText('#team-alpha')).toBeVisible();
    await expect.poll(() => document.title).toBe('Secrets · Test product');
    expect(runs()).toEqual([{ module: 'shell', version: '1.0.0' }]);
    await page.getByRole('link', { name: 'Go to the start' }).click();
    await expect.element(h1('List 1.0.0')).toBeVisible();
    expect(runs()).toContainEqual({ module: 'alpha', version: '1.0.0' });
  });

  it('stays when a page throws, and says whose page it is', async () => {
    vi.spyOn(console, 'error').mockReturnValue(undefined);
    await open('/alpha/broken');
    await expect.element(page.getByText('Alpha can’t be shown right now')).toBeVisible();
    await expect.element(page.getByText('#team-alpha')).toBeVisible();
    await link('beta').click();
    await expect.element(h1('Other')).toBeVisible();
  });
});

describe('the keyboard', () => {
  it('finds every place in the palette', async () => {
    await open();
    await userEvent.keyboard('{Control>}k{/Control}');
    await userEvent.keyboard('bet');
    await expect.element(page.getByRole('option', { name: /beta/ }).first()).toBeVisible();
    expect(page.getByRole('option', { name: /Secrets/ }).elements()).toEqual([]);
    await userEvent.keyboard('{Enter}');
    await expect.element(h1('Other')).toBeVisible();
  });

  it('goes by chords, but not while somebody types', async () => {
    await open();
    await expect.element(h1('List 1.0.0')).toBeVisible();
    await page.getByLabelText('Note').click();
    await userEvent.keyboard('gb');
    await expect.element(page.getByLabelText('Note')).toHaveValue('gb');
    (document.activeElement as HTMLElement).blur();
    await userEvent.keyboard('xgb');
    await expect.element(h1('Other')).toBeVisible();
  });
});

describe('what it tells of the releases it runs', () => {
  it('is that they came, and that they failed', async () => {
    reporter.count.mockClear();
    await open();
    await expect.element(h1('List 1.0.0')).toBeVisible();
    expect(reporter.count.mock.calls).toEqual([['alpha', '1.0.0', 'loads']]);
    expect(runs()).toEqual([
      { module: 'shell', version: '1.0.0' },
      { module: 'alpha', version: '1.0.0' },
    ]);
    shell.router.navigation.navigate('/alpha/broken');
    await expect.poll(() => reporter.count.mock.lastCall).toEqual(['alpha', '1.0.0', 'renderErrors']);
    window.dispatchEvent(new Event('pagehide'));
    expect(reporter.left).toHaveBeenCalledOnce();
  });
});

describe('what happens meanwhile', () => {
  it('another release changes nothing under the person, and is there at the next navigation', async () => {
    await open();
    await page.getByLabelText('Note').fill('kept');
    await goLive(compositionOf('2', '1.0.0', alpha('2.0.0'), beta));
    await page.getByRole('link', { name: 'Seven' }).click();
    await expect.element(page.getByText('Open: 7')).toBeVisible();
    await expect.element(h1('List 1.0.0')).toBeVisible();
    await expect.element(page.getByLabelText('Note')).toHaveValue('kept');
    await link('beta').click();
    await expect.element(h1('Other')).toBeVisible();
    await link('Alphas').click();
    await expect.element(h1('List 2.0.0')).toBeVisible();
  });

  describe('an app that asks', () => {
    const asking = (version: string, more: Partial<ModuleLive> = {}): ModuleLive => {
      const live = alpha(version);
      return { ...live, ...more, contributions: { ...live.contributions, updates: 'ask' } };
    };
    const before = compositionOf('1', '1.0.0', asking('1.0.0'), beta);
    const after = compositionOf('2', '1.0.0', asking('2.0.0'), beta);
    const leaveAndReturn = async (): Promise<void> => {
      await link('beta').click();
      await expect.element(h1('Other')).toBeVisible();
      await link('Alphas').click();
    };

    it('stays as it is, over navigations, until the person agrees', async () => {
      await open('/alpha', before);
      await expect.element(h1('List 1.0.0')).toBeVisible();
      await goLive(after);
      await expect.element(page.getByText('A new version of Alpha is ready')).toBeVisible();
      await leaveAndReturn();
      await expect.element(h1('List 1.0.0')).toBeVisible();
      await page.getByRole('button', { name: 'Switch now' }).click();
      await expect.element(h1('List 2.0.0')).toBeVisible();
      await expect.element(page.getByText('A new version of Alpha is ready')).not.toBeInTheDocument();
    });

    it('is exchanged at the next navigation when it has been outdated for as long as the gateway allows', async () => {
      const aMoment = 10 / 3_600_000;
      await open('/alpha', before, undefined, { mustSwitchHours: aMoment });
      await expect.element(h1('List 1.0.0')).toBeVisible();
      await goLive(after);
      await expect.element(page.getByText('A new version of Alpha is ready')).toBeVisible();
      await leaveAndReturn();
      await expect.element(h1('List 2.0.0')).toBeVisible();
    });

    it('is put off with one press, and does not ask again for the same release', async () => {
      await open('/alpha', before);
      await expect.element(h1('List 1.0.0')).toBeVisible();
      await goLive(after);
      await page.getByRole('button', { name: 'Dismiss' }).click();
      await link('beta').click();
      await expect.element(h1('Other')).toBeVisible();
      expect(page.getByText('A new version of Alpha is ready').elements()).toEqual([]);
    });

    it('is exchanged at once when its release is killed, and says why', async () => {
      await open('/alpha', before);
      await expect.element(h1('List 1.0.0')).toBeVisible();
      await goLive(compositionOf('2', '1.0.0', asking('1.0.1', { killed: ['1.0.0'] }), beta));
      await expect.element(h1('List 1.0.1')).toBeVisible();
      await expect.element(page.getByText(/Alpha was taken back by its team/)).toBeVisible();
      expect(page.getByText('A new version of Alpha is ready').elements()).toEqual([]);
    });
  });

  describe('what is killed while a page is on its way', () => {
    const gamma = (version: string): ModuleLive => {
      const live = liveModule('gamma', { ...beta, version });
      const slots = { offers: [], fills: ['alpha/side/v1'] };
      return { ...live, contributions: { ...live.contributions, slots } };
    };
    const instead = (module: ModuleLive): ModuleLive => ({ ...module, killed: ['1.0.0'] });

    it.each([
      ['is not shown with it', instead(alpha('1.0.1')), gamma('1.0.0'), ['List 1.0.1', '1.0.0']],
      ['does not come back into its slots with it', alpha(), instead(gamma('1.0.1')), ['List 1.0.0', '1.0.1']],
    ] as const)('%s', async (_, list, filling, expected) => {
      const fills = () => shell.host.fillings('alpha/side/v1');
      await open('/beta', compositionOf('1', '1.0.0', alpha(), beta, gamma('1.0.0')));
      await expect.element(h1('Other')).toBeVisible();
      void fills()[0]!.load();
      const code = Promise.withResolvers<void>();
      held = code.promise;
      await link('Alphas').click();
      await expect.poll(() => runs()).toContainEqual({ module: 'alpha', version: '1.0.0' });
      await goLive(compositionOf('2', '1.0.0', list, beta, filling));
      code.resolve();
      await expect.element(page.getByRole('heading', { level: 1, name: /List/ })).toBeVisible();
      expect([document.querySelector('h1')?.textContent, fills()[0]?.app.version]).toEqual(expected);
    });
  });

  it('another frame is announced, and waits', async () => {
    await open();
    expect(page.getByText('A new version of the frame is ready').elements()).toEqual([]);
    await goLive(compositionOf('2', '1.1.0', alpha(), beta));
    await expect.element(page.getByText('A new version of the frame is ready')).toBeVisible();
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await expect.element(page.getByText('A new version of the frame is ready')).not.toBeInTheDocument();
  });

  it('a frame that was killed is left at once, whatever the apps on the page say; once, then it is said', async () => {
    const blocking = { ...alpha(), contributions: { ...alpha().contributions, updates: 'block' as const } };
    await open('/alpha', compositionOf('1', '1.0.0', blocking));
    await expect.element(h1('List 1.0.0')).toBeVisible();
    const killed = compositionOf('2', '0.9.0', blocking);
    await goLive({ ...killed, frame: { ...killed.frame, killed: ['shell@1.0.0'] } });
    expect(reloadDocument).toHaveBeenCalledOnce();
    expect(page.getByText('A new version of the frame is ready').elements()).toEqual([]);

    // The document load ended at a gateway that does not know of it yet.
    shell.stop();
    root.remove();
    await open('/alpha', compositionOf('1', '1.0.0', blocking));
    await goLive({ ...killed, frame: { ...killed.frame, killed: ['shell@1.0.0'] } });
    await expect.element(page.getByText('This page runs a release that was taken back')).toBeVisible();
    await expect.element(page.getByText(/shell@1.0.0 must not be used any more/)).toBeVisible();
    expect(reloadDocument).toHaveBeenCalledOnce();
    await page.getByRole('button', { name: 'Reload' }).click();
    expect(reloadDocument).toHaveBeenCalledTimes(2);
  });

  it('an app says something in passing, with a way there', async () => {
    await open();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'See it' }).click();
    await expect.element(h1('Other')).toBeVisible();
  });

  it('the connection is lost: said in words when it lasts', async () => {
    await open();
    live.turn('offline');
    await expect.element(page.getByText(/Offline since/)).toBeVisible();
  });

  it('the session ends: a prompt, and what waits goes on after signing in beside the page', async () => {
    await open();
    await expect.element(h1('List 1.0.0')).toBeVisible();
    await page.getByLabelText('Note').fill('half a sen');
    const signedIn: { user?: typeof user } = {};
    vi.spyOn(globalThis, 'fetch').mockImplementation(async () =>
      signedIn.user === undefined ? new Response(null, { status: 401 }) : Response.json(signedIn),
    );
    const opened = vi.spyOn(window, 'open').mockReturnValue({ close: () => undefined } as Window);
    const waiting = shell.session.expired();
    await expect.element(page.getByRole('alertdialog', { name: 'Sign in to go on' })).toBeVisible();
    await page.getByRole('button', { name: 'Sign in' }).click();
    expect(opened).toHaveBeenCalledOnce();
    signedIn.user = user;
    expect(await waiting).toBe(true);
    await expect.element(page.getByRole('alertdialog')).not.toBeInTheDocument();
    expect(live.reconnects).toBe(1);
    await expect.element(page.getByLabelText('Note')).toHaveValue('half a sen');
  });

  it('somebody else signed in: this page is not theirs', async () => {
    await open();
    vi.spyOn(globalThis, 'fetch').mockImplementation(async () =>
      Response.json({ user: { id: 'ben', name: 'Ben', roles: [] } }),
    );
    void shell.session.expired();
    await expect.element(page.getByRole('alertdialog', { name: 'You are Ben now' })).toBeVisible();
    expect(shell.session.state).toBe('expired');
  });
});
