/** The product's teams, and one more whose modules live in another repository. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TeamsFile {
  readonly file: string;
  remove(): Promise<void>;
}

export async function teamsWithVisitors(): Promise<TeamsFile> {
  const known = JSON.parse(await readFile(join(import.meta.dirname, '../../teams.json'), 'utf8')) as {
    teams: object;
    modules: object;
  };
  const teams = {
    ...known,
    teams: { ...known.teams, visitors: { name: 'Visitors', contact: '#team-visitors' } },
    elsewhere: { visits: { kind: 'app', team: 'visitors' }, guestbook: { kind: 'app', team: 'visitors' } },
  };
  const folder = await mkdtemp(join(tmpdir(), 'tessera-teams-'));
  const file = join(folder, 'teams.json');
  await writeFile(file, JSON.stringify(teams));
  return { file, remove: () => rm(folder, { recursive: true, force: true }) };
}
