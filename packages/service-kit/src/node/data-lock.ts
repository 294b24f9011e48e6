/** One process per read store: two would fold into each other's documents. The lock goes with the process, however it ends. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DatabaseSync } from 'node:sqlite';

/** A predecessor that is still ending gets this long. */
const patienceMs = 10_000;

/** Answers how to release it. Throws when another process keeps the store. */
export async function lockData(path: string): Promise<() => void> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const lock = new DatabaseSync(`${path}.lock`, { timeout: 0 });
  for (const deadline = Date.now() + patienceMs; ;) {
    try {
      lock.exec('BEGIN EXCLUSIVE');
      return () => lock.close();
    } catch (error) {
      if (Date.now() > deadline) {
        lock.close();
        throw new Error(`${path} is used by another process. End it, or give this one a TESSERA_DATA of its own.`, {
          cause: error,
        });
      }
      await delay(50);
    }
  }
}
