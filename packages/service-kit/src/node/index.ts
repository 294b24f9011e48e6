/** Running a service as a process of its own. */
export { runService, type RunOptions } from './run-service.ts';
export { moveKeys, type MoveKeysOptions, type MoveKeysResult, type MoveStep } from './keys/move-keys.ts';
export { openExistingKeys, openKeys, type KeysPlace } from './keys/open-keys.ts';
export { openSqliteVault, type SqliteVaultOptions } from './keys/sqlite-vault.ts';
export { startServiceHost, type ServiceHost, type ServiceHostOptions } from './service-host.ts';
