import { emit, type Emitted } from '@tessera/service-kit';
import { expect, test } from 'vitest';
import { at, fold, given, happened } from '../../testing/given.ts';
import { createConsole } from '../../testing/console.ts';
import { releases } from '../service.ts';

const gateway = { id: 'gateway', name: 'Gateway', roles: ['gateway'] };
const dana = { id: 'dana', name: 'Dana Reyes', roles: ['release-manager'] };
const about = { id: 'p1', environment: 'production', team: 'orders' };
const services = [{ module: 'orders-service', version: '1.3.0', digest: 'd' }];
const facts = {
  ...about,
  releases: ['orders@1.3.0', 'orders-service@1.3.0'],
  services,
  expires: '2026-11-28T12:00:00.000Z',
};
const opened = emit('PreviewOpened', facts);
const preview = (...events: Emitted[]) => given(releases, 'preview', ...events);

test('a preview is opened once, by a gateway only', () => {
  preview().when('open', facts, gateway).then(opened);
  preview(opened).when('open', facts, gateway).then();
  const ofApps = { ...facts, services: [] };
  preview().when('open', ofApps, gateway).then(emit('PreviewOpened', ofApps));
  preview().when('open', facts, dana).rejects('FORBIDDEN');
});

test('it is ended by its team or the platform team, once', () => {
  const ended = (team: string) => emit('PreviewEnded', { ...about, team });
  for (const team of ['orders', 'platform'])
    preview(opened)
      .when('end', { ...about, team }, gateway)
      .then(ended(team));
  preview(opened, ended('orders')).when('end', about, gateway).then();
  preview(opened)
    .when('end', { ...about, team: 'catalog' }, gateway)
    .rejects('WRONG_TEAM');
  preview().when('end', about, gateway).rejects('NO_SUCH_PREVIEW', 'id');
  preview(opened).when('end', about, dana).rejects('FORBIDDEN');
});

test('an environment’s list has those that are open and those that were ended, until their time is over', () => {
  const open = (id: string, expires: string) => happened('PreviewOpened', { ...facts, id, expires });
  const shown = { team: 'orders', releases: facts.releases, services, opened: at };
  const later = (time: string, event: ReturnType<typeof happened>) => ({ ...event, time });
  const list = (...events: ReturnType<typeof happened>[]) => fold(releases, 'previews', ...events)['production'];
  const events = [
    open('p1', '2026-11-28T12:00:00.000Z'),
    open('p2', '2026-11-29T12:00:00.000Z'),
    happened('PreviewEnded', { ...about, id: 'p2', team: 'platform' }),
  ];
  const p2 = { id: 'p2', ...shown, expires: '2026-11-29T12:00:00.000Z', ended: true };
  expect(list(...events)).toEqual({
    id: 'production',
    previews: [{ id: 'p1', ...shown, expires: '2026-11-28T12:00:00.000Z', ended: false }, p2],
  });
  const p3 = open('p3', '2026-11-30T12:00:00.000Z');
  expect(list(...events, later('2026-11-28T13:00:00.000Z', p3))).toMatchObject({ previews: [p2, { id: 'p3' }] });
});

test('what was recorded before it said all that it shows has the services that it said', () => {
  const { releases: _releases, ...before } = facts;
  expect(fold(releases, 'previews', happened('PreviewOpened', before))['production']).toMatchObject({
    previews: [{ releases: ['orders-service@1.3.0'], services }],
  });
});

test('the list is asked for as previews, and by its former name', async () => {
  const desk = createConsole();
  try {
    const list = '{ id previews { id releases services { version } } }';
    expect(await desk.ask(`{ previews ${list} }`)).toBeNull();
    const open = 'mutation ($input: OpenPreviewInput!) { openPreview(input: $input) { problem { code } } }';
    await desk.ask(open, { input: { commandId: 'c1', ...facts } }, gateway);
    const found = {
      id: 'production',
      previews: [{ id: 'p1', releases: facts.releases, services: [{ version: '1.3.0' }] }],
    };
    expect(await desk.ask(`{ previews ${list} }`)).toEqual(found);
    expect(await desk.ask(`{ servicePreviews ${list} }`)).toEqual(found);
  } finally {
    await desk.close();
  }
});
