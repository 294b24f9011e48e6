/** The host page. In the product main.tsx starts it; tests start it with a composition of their own. */
export { startShell, type StartedShell } from './start.tsx';
export type { ShellOptions } from './shell.ts';
export type { Boot } from './boot/read-boot.ts';
