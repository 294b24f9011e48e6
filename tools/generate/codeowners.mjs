/**
 * `CODEOWNERS` from teams.json, so that who must approve a change is who is asked when it breaks. The platform team owns what
 * no module does. Later lines win, as GitHub and GitLab read the file.
 */
import { join } from 'node:path';
import { readText, writeText } from './fresh.mjs';

/** @param {{teams: Record<string, {email?: string}>, modules: Record<string, {team: string, path: string}>}} teams */
export function codeowners({ teams, modules }) {
  const owner = (team) => {
    const email = teams[team]?.email;
    if (email === undefined)
      throw new Error(`teams.json: team "${team}" has no "email", which CODEOWNERS names it by.`);
    return email;
  };
  const lines = Object.values(modules).map(({ path, team }) => [`/${path}/`, owner(team)]);
  // The file that says who owns what is nobody's to change alone.
  const all = [['*', owner('platform')], ...lines, ['/teams.json', owner('platform')]];
  const width = Math.max(...all.map(([pattern]) => pattern.length));
  return `# Generated from teams.json by tools/generate.mjs; do not edit.\n${all.map(([pattern, who]) => `${pattern.padEnd(width)} ${who}`).join('\n')}\n`;
}

/** Writes it when it is stale, or with `check` only says so. @returns {string[]} paths that were stale */
export function generateCodeowners(root, { check }) {
  const source = readText(join(root, 'teams.json'));
  if (source === undefined) return [];
  const text = codeowners(JSON.parse(source));
  const file = join(root, 'CODEOWNERS');
  const stale = check ? readText(file) !== text : writeText(file, text);
  return stale ? ['CODEOWNERS'] : [];
}
