import { afterAll, expect, it } from 'vitest';
import { temporaryFiles } from '../sqlite/temporary-file.ts';
import { openLog } from './index.ts';

const files = temporaryFiles();
afterAll(() => files.remove());

it('a path, sqlite:<path> and sqlite://<absolute path> are the same file', async () => {
  const path = files.next();
  const epochs = [];
  for (const url of [path, `sqlite:${path}`, `sqlite://${path}`]) {
    const log = await openLog(url);
    epochs.push(log.epoch);
    await log.close();
  }
  expect(new Set(epochs).size).toBe(1);
});

it('memory: is a new log each time, with the clock it is handed', async () => {
  const [one, two] = await Promise.all([
    openLog('memory:', { now: () => '2026-01-01T00:00:00.000Z' }),
    openLog('memory:'),
  ]);
  expect(one.epoch).not.toBe(two.epoch);
  expect(await one.append('ev.a.b.1', [{ type: 'X', data: {} }])).toMatchObject({
    commit: { time: '2026-01-01T00:00:00.000Z' },
  });
});

it.each(['redis://localhost', 'sqlite:', 'http://x/y'])('%s is refused by name', async (url) => {
  await expect(openLog(url)).rejects.toMatchObject({
    code: 'LOG_URL',
    message: expect.stringContaining(url) as string,
  });
});
