/** What of app-kit runs in Node: enough to read an app's `src/app.ts`, without React and without a browser. */
export { contributionsOf, defineApp, AppDefinitionError } from './define/define-app.ts';
export type { App, AppDefinition, LoadComponent, SlotName } from './define/app.ts';
export { isPassing, type Owner, type Problem } from './problem/problem.ts';
export { notify, type Notification } from './notify/notify.ts';
export { formatMoney, formatRelative, formatTime } from './format/format.ts';
