/** The team-distribution-key: module → team → whom to ask. One file, `teams.json`. */
import { z } from 'zod';
import { parseWith } from './contract-error.ts';
import { moduleName } from './names.ts';

export const teamsSchema = z.object({
  teams: z.record(
    z.string().min(1),
    z.object({ name: z.string().min(1), contact: z.string().min(1), email: z.string().optional() }),
  ),
  modules: z.record(
    moduleName,
    z.object({
      kind: z.enum(['app', 'service', 'shell', 'library', 'gateway']),
      team: z.string().min(1),
      path: z.string().min(1),
    }),
  ),
  /** Modules whose source is in another repository: they publish from there (docs/how-to/from-another-repository.md). */
  elsewhere: z.record(moduleName, z.object({ kind: z.literal('app'), team: z.string().min(1) })).optional(),
});

export type Teams = z.infer<typeof teamsSchema>;

/** Reads teams.json's content; a module of an unlisted team is an error. */
export function parseTeams(value: unknown): Teams {
  const checked = teamsSchema.superRefine(({ teams, modules, elsewhere = {} }, ctx) => {
    const listed = [...Object.entries(modules), ...Object.entries(elsewhere)];
    for (const [module, { team }] of listed) {
      if (teams[team] === undefined) {
        ctx.addIssue({
          code: 'custom',
          path: [modules[module] === undefined ? 'elsewhere' : 'modules', module, 'team'],
          message: `"${team}" is not listed under teams (${Object.keys(teams).join(', ')})`,
        });
      }
    }
  });
  return parseWith(
    checked,
    value,
    'teams.json',
    'Mend teams.json: every module names a team that is listed under "teams".',
  );
}

/** Name and contact of the team that owns a module; undefined for a module nobody listed. */
export function ownerOf(
  teams: Teams,
  module: string,
): { readonly team: string; readonly name: string; readonly contact: string } | undefined {
  const team = (teams.modules[module] ?? teams.elsewhere?.[module])?.team;
  const entry = team === undefined ? undefined : teams.teams[team];
  return team === undefined || entry === undefined ? undefined : { team, name: entry.name, contact: entry.contact };
}
