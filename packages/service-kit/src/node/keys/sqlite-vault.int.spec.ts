import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { vaultSuite } from '../../core/privacy/vault-suite.ts';
import { eventually } from '../../sample/http-client.ts';
import { temporaryFolders } from '../../sample/temporary-folders.ts';
import { openKeysAlone } from './keys-in-file.ts';
import { openSqliteVault } from './sqlite-vault.ts';

const folders = temporaryFolders();
afterEach(() => folders.clear());
const newPath = () => join(folders.make(), 'keys', 'keys.db');
const ada = { domain: 'orders', subject: 'ada' };

describe('the vault on disk', () => {
  vaultSuite(() => openSqliteVault({ path: newPath() }));

  it('is readable by nobody else', () => {
    const path = newPath();
    const vault = openSqliteVault({ path });
    vault.seal(ada, '"x"', 'here');
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(dirname(path))) {
      expect(statSync(join(dirname(path), name)).mode & 0o777, name).toBe(0o600);
    }
    vault.close();
  });

  it('is one vault for several processes: keys, and their end, count for all', async () => {
    const path = newPath();
    const [one, two] = [openSqliteVault({ path }), openSqliteVault({ path })];
    expect(one.id).toBe(two.id);
    const box = one.seal(ada, '"Ada"', 'here')!;
    expect(two.open(ada, box, 'here')).toBe('"Ada"');
    await one.erase('ada');
    // Two still has the key in memory, until it reads of the erasure in the log; a third never gets it.
    await two.erase('ada');
    expect(two.open(ada, box, 'here')).toBeUndefined();
    const three = openSqliteVault({ path });
    expect(three.open(ada, box, 'here')).toBeUndefined();
    expect(three.seal(ada, '"x"', 'here')).toBeUndefined();
    for (const vault of [one, two, three]) vault.close();
  });

  it('does not make a key for somebody whom another process has erased', async () => {
    const path = newPath();
    const [one, two] = [openSqliteVault({ path }), openSqliteVault({ path })];
    await one.erase('ada');
    expect(two.seal(ada, '"x"', 'here')).toBeUndefined();
    for (const vault of [one, two]) vault.close();
  });

  it('leaves no byte of a destroyed key in any of its files, while others have it open', async () => {
    const path = newPath();
    const vault = openSqliteVault({ path });
    const other = openSqliteVault({ path });
    for (let i = 0; i < 40; i++) vault.seal({ domain: 'orders', subject: `s${i}` }, '"x"', 'here');
    vault.seal(ada, '"x"', 'here');
    other.seal({ domain: 'catalog', subject: 'ada' }, '"x"', 'here');
    const database = new DatabaseSync(path, { readOnly: true });
    const keys = database
      .prepare(`SELECT key FROM keys WHERE subject = 'ada'`)
      .all()
      .map(({ key }) => Buffer.from(key as Uint8Array));
    database.close();
    const found = () => {
      const files = readdirSync(dirname(path)).map((name) => readFileSync(join(dirname(path), name)));
      return keys.filter((key) => files.some((bytes) => bytes.includes(key))).length;
    };
    expect([keys.length, found()]).toEqual([2, 2]);
    await vault.erase('ada');
    expect(found()).toBe(0);
    expect(statSync(`${path}-wal`).size).toBe(0);
    for (const each of [vault, other]) each.close();
  });

  it('waits for another process that holds the file outside of SQLite: the event loop turns, and there is an end', async () => {
    const path = newPath();
    const vault = openSqliteVault({ path });
    const other = new DatabaseSync(path);
    const whileHeld = async (work: () => unknown): Promise<void> => {
      other.exec('BEGIN IMMEDIATE');
      const working = work();
      other.exec('ROLLBACK');
      await working;
    };
    // Free again in the same turn: who had waited inside SQLite would have waited in vain.
    await whileHeld(() => vault.fetch([ada]));
    expect(vault.isAtHand([ada])).toBe(true);
    await whileHeld(() => vault.noteCarriedOut('e1', 7));
    await eventually(
      () => vault.carriedOut('e1'),
      (position) => position === 7,
    );
    await whileHeld(() => vault.erase('ada'));
    expect(vault.isErased('ada')).toBe(true);

    other.exec('BEGIN IMMEDIATE');
    let beats = 0;
    const heart = setInterval(() => (beats += 1), 1);
    const emil = { domain: 'orders', subject: 'emil' };
    await expect(vault.fetch([emil])).rejects.toThrow(/keys\.db\) cannot be had: another process holds its lock/);
    clearInterval(heart);
    expect(beats).toBeGreaterThan(10);
    other.exec('ROLLBACK');
    await vault.fetch([emil]);
    expect(vault.seal(emil, '"Emil"', 'here')).toBeDefined();
    for (const each of [vault, other]) each.close();
  });

  it('held alone is refused when somebody has it open, and for no other reason', async () => {
    const path = newPath();
    const vault = openSqliteVault({ path });
    expect(openKeysAlone(path)).toBeUndefined();
    vault.close();
    const { exec } = DatabaseSync.prototype;
    const broken = vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function (this: DatabaseSync, sql) {
      if (sql.includes('EXCLUSIVE')) throw Object.assign(new Error('disk I/O error'), { errcode: 10 });
      exec.call(this, sql);
    });
    expect(() => openKeysAlone(path)).toThrow('disk I/O error');
    broken.mockRestore();
    const alone = openKeysAlone(path);
    expect(alone).toBeDefined();
    await alone?.close();
  });

  it('says what it cannot open', () => {
    const path = join(folders.make(), 'keys.db');
    writeFileSync(path, 'not a database, but long enough to be taken for one if nobody looks at its header'.repeat(20));
    expect(() => openSqliteVault({ path })).toThrow(/keys\.db, cannot be opened: .*TESSERA_KEYS/s);
    const other = join(folders.make(), 'other.db');
    const database = new DatabaseSync(other);
    database.exec('CREATE TABLE something (a)');
    database.close();
    expect(() => openSqliteVault({ path: other })).toThrow(/a database of something else/);
  });
});
