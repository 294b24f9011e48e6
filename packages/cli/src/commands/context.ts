/** What every command works with, from the options they all have. */
import { fileURLToPath } from 'node:url';
import { dataFolder, type DataFolder } from '../data-folder/paths.ts';
import { createOutput, type Output } from '../terminal/output.ts';

/** The repository this command belongs to. TESSERA_ROOT names another one, with a teams.json of its own. */
export const repository = fileURLToPath(new URL('../../../../', import.meta.url)).replace(/[\\/]$/, '');

export interface GlobalOptions {
  readonly data?: string;
  readonly json?: boolean;
}

export interface Context {
  readonly root: string;
  readonly cwd: string;
  readonly data: DataFolder;
  readonly output: Output;
}

export function createContext(options: GlobalOptions): Context {
  const cwd = process.cwd();
  const root = process.env.TESSERA_ROOT || repository;
  const data = dataFolder(root, { flag: options.data, env: process.env.TESSERA_DATA, cwd });
  return { root, cwd, data, output: createOutput({ json: options.json === true }) };
}
