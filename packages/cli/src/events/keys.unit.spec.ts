import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { dataFolder } from '../data-folder/paths.ts';
import { placeOfKeys } from './keys.ts';

const folder = mkdtempSync(join(tmpdir(), 'tessera-keys-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('keys are with a log on servers, unless they were made in a file before it moved there', () => {
  const data = dataFolder(folder, { flag: folder, env: undefined, cwd: folder });
  const place = (log: string, env = {}, named?: string) => placeOfKeys(data, log, env, named).keys;
  expect(place('sqlite:log.db')).toBe(data.keys);
  expect(place('nats://127.0.0.1:4222/shop')).toBe('nats://127.0.0.1:4222/shop');
  mkdirSync(dirname(data.keys), { recursive: true });
  writeFileSync(data.keys, '');
  expect(place('nats://127.0.0.1:4222/shop')).toBe(data.keys);
  expect(place('sqlite:log.db', { TESSERA_KEYS: '/elsewhere' })).toBe('/elsewhere');
  expect(place('sqlite:log.db', { TESSERA_KEYS: '/elsewhere' }, '/named')).toBe('/named');
});
