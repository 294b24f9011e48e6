import { expect, it } from 'vitest';
import { findNatsServer } from './nats-servers.fixture.ts';

it('what needs a broker is skipped where there is none, but never in CI', () => {
  const places: string[] = [];
  expect(findNatsServer({ environment: { PATH: '/nowhere' }, places })).toBeUndefined();
  expect(() => findNatsServer({ environment: { PATH: '/nowhere', CI: '1' }, places })).toThrow(/CI skips nothing/);
  expect(findNatsServer({ environment: { TESSERA_NATS_SERVER: '/opt/nats', CI: '1' }, places })).toBe('/opt/nats');
});
