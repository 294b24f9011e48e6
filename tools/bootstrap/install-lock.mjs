/** Two first runs at once: one installs, the other waits and says so. A folder is the lock, because making one is atomic everywhere. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Runs `work` while holding the lock. A lock whose holder is dead is taken over.
 * @template T
 * @param {string} folder @param {(line: string) => unknown} say @param {() => Promise<T>} work @returns {Promise<T>}
 */
export async function holding(folder, say, work) {
  let told = false;
  while (!tryLock(folder)) {
    if (!told) say('another setup is running in this folder; waiting for it');
    told = true;
    await sleep(250);
  }
  const release = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

function tryLock(folder) {
  mkdirSync(dirname(folder), { recursive: true });
  try {
    mkdirSync(folder);
    writeFileSync(join(folder, 'pid'), String(process.pid));
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (holderIsDead(folder)) rmSync(folder, { recursive: true, force: true });
    return false;
  }
}

function holderIsDead(folder) {
  let pid;
  try {
    pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
  } catch {
    return false; // Being made or being removed right now.
  }
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}
