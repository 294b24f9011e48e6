/** A process that opens a log which may not exist yet, appends one commit, and says which log it was. argv: path, name */
import { openSqliteLog } from './sqlite-log.ts';

const [path, name] = process.argv.slice(2);
const log = await openSqliteLog({ path: path! });
const result = await log.append(`ev.first.open.${name}`, [{ type: 'Opened', data: {} }], { expect: 'none' });
await log.close();
process.stdout.write(JSON.stringify({ epoch: log.epoch, position: result.ok ? result.commit.position : 0 }));
