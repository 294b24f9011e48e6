/** The commit a module was built from: where its lead time begins. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Source } from '../gateway/releases-api.ts';

const run = promisify(execFile);

/** The last commit that touched the folder; null where there is no git, no repository, or nothing committed yet. */
export async function readSource(folder: string): Promise<Source | null> {
  try {
    const git = async (...args: string[]) => (await run('git', ['-C', folder, ...args])).stdout.trim();
    const [log, prefix] = await Promise.all([
      git('log', '-1', '--format=%H %cI', '--', '.'),
      git('rev-parse', '--show-prefix'),
    ]);
    const [commit, committedAt] = log.split(' ');
    if (commit === undefined || committedAt === undefined) return null;
    return { commit, committedAt: new Date(committedAt).toISOString(), folder: prefix.replace(/\/$/, '') };
  } catch {
    // Not from a repository: that is allowed, and then nobody knows how long it took.
    return null;
  }
}
