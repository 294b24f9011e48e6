export { exportLog, type ExportOptions } from './export-log.ts';
export { importLog, type Imported } from './import-log.ts';
export { sourceOf, toCloudEvents, type CloudEvent } from './cloud-event.ts';
