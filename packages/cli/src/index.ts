// Running a product
export { startSupervisor, type Supervisor, type SupervisorOptions } from './supervisor/supervisor.ts';
export { dataFolder, type DataFolder } from './data-folder/paths.ts';
export { readState, type ProcessStatus, type SupervisorState } from './data-folder/state.ts';
// Publishing
export { publishModule, type Published, type PublishOptions } from './publish/publish.ts';
export { readModuleContract } from './publish/module-contract.ts';
// Errors
export { CliError } from './errors/cli-error.ts';
export { exitCodes, type ErrorCode } from './errors/codes.ts';
