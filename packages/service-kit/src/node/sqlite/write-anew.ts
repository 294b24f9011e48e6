import { Worker } from 'node:worker_threads';

/** How long it waits for others that write in the file, milliseconds. */
const patienceMs = 30_000;

/** As text, since a published service is one file: there is no module beside it that a thread could begin with. */
const thread = `
  const { workerData } = require('node:worker_threads');
  const { DatabaseSync } = require('node:sqlite');
  const database = new DatabaseSync(workerData.path, { timeout: workerData.patienceMs });
  database.exec('PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON; VACUUM');
  database.close();
`;

/**
 * Writes all pages of a database anew. `secure_delete` zeroes what is removed where it lies; when SQLite divides a full page,
 * copies of rows stay in what is free of it, where no row can be written over any more: of a hundred rows that were changed
 * now and then, one of seven erasures left some. In a thread, since it takes as long as the file is large; it is read
 * meanwhile, and who writes is told that it is locked. Rejects with what SQLite says.
 */
export async function writeAnew(path: string): Promise<void> {
  const worker = new Worker(thread, {
    eval: true,
    workerData: { path, patienceMs },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    name: `${path}: written anew`,
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  worker.once('error', reject);
  worker.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`The thread ended with code ${code}.`))));
  await promise;
}
