import { expect, it } from 'vitest';
import { shownUrl } from './shown-url.ts';

it('leaves out user and password, and nothing else', () => {
  expect(shownUrl('nats://me:secret@a:1,b:2/orders?replicas=3')).toBe('nats://…@a:1,b:2/orders?replicas=3');
  expect(shownUrl('nats://a:1/x')).toBe('nats://a:1/x');
  expect(shownUrl('sqlite:/srv/me@home/log.db')).toBe('sqlite:/srv/me@home/log.db');
});
