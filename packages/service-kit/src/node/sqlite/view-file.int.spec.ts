import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { temporaryFolders } from '../../sample/temporary-folders.ts';
import { createRandom } from '../../simulation/random.ts';
import { openViewFile } from './view-file.ts';

const folders = temporaryFolders();
afterEach(() => folders.clear());

const shape = {
  name: 'orders',
  generation: 'g1',
  indexes: ['total'],
  partitioned: false,
  searchable: true,
  reading: { partition: '', search: 's', indexes: { total: 't' }, fields: {} },
};

it('nothing of what was written over is left in the file, wherever SQLite had put it; the words find the same documents', async () => {
  for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
    const folder = folders.make();
    const random = createRandom(seed);
    const file = openViewFile(join(folder, 'orders.db'), shape);
    let position = 0;
    const known = new Set<string>();
    const put = (key: string, name: string | null): void => {
      position += 1;
      const doc = { id: key, customer: { name }, note: 'x'.repeat(random.below(1_500)) };
      file.lock();
      const now = { doc, json: JSON.stringify(doc), partition: '', position, values: [random.below(9)], words: key };
      const was = known.has(key) ? '' : undefined;
      file.write(position, [{ projection: 'orders', key, position, was, now }], [], undefined);
      known.add(key);
    };
    // Of many sizes, so that they are moved from page to page.
    for (let at = 0; at < 300; at++) put(`o${random.below(90)}`, 'Ada Marsh');
    file.caughtUp();
    for (const key of known) put(key, null);

    await file.forgetFormer();
    const holding = readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes('Ada Marsh'));
    expect(holding, `seed ${seed}`).toEqual([]);
    for (const key of known) {
      const { items } = file.table.page({ search: key, first: 20 });
      expect(items.map((doc) => (doc as { id: string }).id)).toContain(key);
    }
    file.close();
  }
});
