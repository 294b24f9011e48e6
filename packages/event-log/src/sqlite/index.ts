export { openSqliteLog, type SqliteLogOptions } from './sqlite-log.ts';
export { verifySqliteLog, type SqliteLogReport } from './verify.ts';
