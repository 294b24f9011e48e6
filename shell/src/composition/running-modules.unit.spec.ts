import type { Composition, ModuleLive, UpdatePolicy } from '@tessera/contracts';
import { describe, expect, it, vi } from 'vitest';
import { liveModule } from '../testing/test-app.ts';
import { createCompositionStore } from './composition-store.ts';
import { createRunningModules } from './running-modules.ts';

function alpha(version: string, updates?: UpdatePolicy, killed?: string[]): ModuleLive {
  const live = liveModule('alpha', { version, entry: `/${version}.js`, css: [], format: 'esm', integrity: {} });
  const contributions = { ...live.contributions, ...(updates === undefined ? {} : { updates }) };
  return { ...live, contributions, ...(killed === undefined ? {} : { killed }) };
}
const beta = liveModule('beta', { version: '1.0.0', entry: '/beta.js', css: [], format: 'esm', integrity: {} });
const compositionOf = (...modules: ModuleLive[]): Composition => ({
  revision: 'e.1',
  frame: { version: '1.0.0' },
  modules: Object.fromEntries(modules.map((live) => [live.module, live])),
});

function tab(...modules: ModuleLive[]) {
  let time = 0;
  const live = createCompositionStore(compositionOf(...modules));
  let away: number | undefined;
  const lastHeard = () => away ?? time;
  const releases = createRunningModules({ live, mustSwitchAfterMs: 1000, clock: () => time, lastHeard });
  return {
    sleep: () => void (away = time),
    live,
    releases,
    goLive: (...next: ModuleLive[]) => live.set(compositionOf(...next)),
    pass: (milliseconds: number) => (time += milliseconds),
  };
}

describe('an open tab', () => {
  it.each([
    ['allow', '2.0.0'],
    ['ask', '1.0.0'],
    ['block', '1.0.0'],
  ] as const)('whose app says "%s" runs %s after 2.0.0 went live', (updates, expected) => {
    const { releases, goLive } = tab(alpha('1.0.0', updates), beta);
    releases.take('alpha');
    goLive(alpha('2.0.0', updates), beta);
    expect(releases.module('alpha')?.version).toBe(expected);
    expect(releases.now().modules['alpha']?.entry).toBe(`/${expected}.js`);
    expect(releases.take('alpha')?.version).toBe(expected);
    expect(releases.versions().get('alpha')).toBe(expected);
    expect(releases.waiting().map(({ version }) => version)).toEqual(updates === 'ask' ? ['2.0.0'] : []);
  });

  it('goes by what the running release says, not the newer one: it is the one that would be interrupted', () => {
    const { releases, goLive } = tab(alpha('1.0.0', 'block'));
    releases.take('alpha');
    goLive(alpha('2.0.0', 'allow'));
    expect(releases.module('alpha')?.version).toBe('1.0.0');
  });

  it('that has not loaded the app yet loads what is live', () => {
    const { releases, goLive } = tab(alpha('1.0.0', 'block'));
    goLive(alpha('2.0.0', 'block'));
    expect(releases.take('alpha')?.version).toBe('2.0.0');
  });

  it('switches when the person agrees, and asks anew for the release after', () => {
    const { releases, goLive } = tab(alpha('1.0.0', 'ask'));
    releases.take('alpha');
    goLive(alpha('2.0.0', 'ask'));
    releases.agree('alpha');
    expect(releases.waiting()).toEqual([]);
    expect(releases.take('alpha')?.version).toBe('2.0.0');
    goLive(alpha('3.0.0', 'ask'));
    expect(releases.module('alpha')?.version).toBe('2.0.0');
    expect(releases.waiting().map(({ version }) => version)).toEqual(['3.0.0']);
  });

  it('leaves a release that was killed, whatever its app says', () => {
    const { releases, goLive } = tab(alpha('1.0.0', 'block'));
    releases.take('alpha');
    goLive(alpha('0.9.0', 'block', ['1.0.0']));
    expect(releases.module('alpha')?.version).toBe('0.9.0');
  });

  it('must switch when it has been outdated for long, counted from the first newer release', () => {
    const { releases, goLive, pass } = tab(alpha('1.0.0', 'block'));
    releases.take('alpha');
    pass(5000);
    goLive(alpha('2.0.0', 'block'));
    pass(999);
    expect(releases.take('alpha')?.version).toBe('1.0.0');
    goLive(alpha('3.0.0', 'block'));
    pass(1);
    expect(releases.take('alpha')?.version).toBe('3.0.0');
  });

  it('that slept through a release counts from when it fell asleep: it may be outdated since then', () => {
    const { releases, goLive, pass, sleep } = tab(alpha('1.0.0', 'block'));
    releases.take('alpha');
    pass(5000);
    sleep();
    pass(999);
    goLive(alpha('2.0.0', 'block'));
    expect(releases.take('alpha')?.version).toBe('1.0.0');
    pass(1);
    expect(releases.take('alpha')?.version).toBe('2.0.0');
  });

  it('forgets that it was outdated when the release is live again', () => {
    const { releases, goLive, pass } = tab(alpha('1.0.0', 'block'));
    releases.take('alpha');
    goLive(alpha('2.0.0', 'block'));
    pass(999);
    goLive(alpha('1.0.0', 'block'));
    goLive(alpha('3.0.0', 'block'));
    pass(999);
    expect(releases.take('alpha')?.version).toBe('1.0.0');
  });

  it('loses a module that is live no more, and tells of each change', () => {
    const { releases, goLive } = tab(alpha('1.0.0', 'block'), beta);
    const told = vi.fn();
    releases.onChange(told);
    releases.take('alpha');
    goLive(beta);
    expect(releases.module('alpha')).toBeUndefined();
    expect(told).toHaveBeenCalledOnce();
  });
});
