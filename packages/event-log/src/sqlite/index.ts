export { openSqliteLog, type SqliteLogOptions } from './sqlite-log.ts';
export { verifySqliteLog, type SqliteLogReport } from './verify.ts';
export { inspectSqliteLog, type SqliteLogGlance } from './inspect.ts';
