import { expect, it } from 'vitest';
import { parseAddress } from './address.ts';

it('hosts, ports, name, credentials and copies are read from the url', () => {
  expect(parseAddress('nats://a:1,b,10.0.0.1:3/orders-log?replicas=3')).toEqual({
    servers: ['a:1', 'b:4222', '10.0.0.1:3'],
    name: 'orders-log',
    replicas: 3,
    tls: false,
  });
  expect(parseAddress('tls://me:p%40ss@nats.example.com')).toEqual({
    servers: ['nats.example.com:4222'],
    name: 'tessera',
    user: 'me',
    password: 'p@ss',
    tls: true,
  });
});

it.each(['nats://', 'nats:host', 'nats://a:b:c/x', 'nats://a/b.c', 'nats://a/b/c', 'nats://a/b?replicas=9'])(
  '%s is refused',
  (url) => {
    expect(() => parseAddress(url)).toThrow(expect.objectContaining({ code: 'LOG_URL' }));
  },
);

it('a refusal does not repeat the password', () => {
  expect(() => parseAddress('nats://me:secret@a/b.c')).toThrow(/^(?!.*secret)/);
});
