/** A process that opens a log which may not exist yet, appends one commit, and says which log it was. argv: path, name, when */
import { openSqliteLog } from './sqlite-log.ts';

const [path, name, when] = process.argv.slice(2);
// Spinning until the very moment makes processes that started one after the other meet.
while (Date.now() < Number(when));
const log = await openSqliteLog({ path: path! });
const result = await log.append(`ev.first.open.${name}`, [{ type: 'Opened', data: {} }], { expect: 'none' });
await log.close();
process.stdout.write(JSON.stringify({ epoch: log.epoch, position: result.ok ? result.commit.position : 0 }));
