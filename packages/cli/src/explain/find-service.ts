/** A service's definition, from its source: what it makes of events is what explains them. */
import type { ServiceDefinition } from '@tessera/service-kit';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CliError, messageOf } from '../errors/cli-error.ts';
import { readTeams } from '../supervisor/plan.ts';

/** By the plain name that the log knows it by. Throws `UNKNOWN_MODULE`. */
export async function findService(root: string, name: string): Promise<ServiceDefinition> {
  const services = Object.values(readTeams(root).modules).filter(({ kind }) => kind === 'service');
  const found = services.find(({ path }) => basename(path) === name);
  if (!found) {
    throw new CliError('UNKNOWN_MODULE', `There is no service "${name}" in this repository`, {
      why: `teams.json lists ${services.map(({ path }) => basename(path)).join(', ')}`,
      advice: 'Explain an entity or document of one of these, or run tessera where that service’s source is.',
    });
  }
  const file = join(root, found.path, 'src', 'service.ts');
  let exported: Readonly<Record<string, unknown>>;
  try {
    exported = (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    throw new CliError('UNKNOWN_MODULE', `The definition of the service "${name}" cannot be loaded`, {
      why: `${file}: ${messageOf(error)}`,
      advice: 'Mend it: a service’s src/service.ts exports what defineService returns.',
      cause: error,
    });
  }
  const definition = Object.values(exported).find((value) => isDefinition(value) && value.name === name);
  if (definition) return definition as ServiceDefinition;
  throw new CliError('UNKNOWN_MODULE', `${file} exports no service called "${name}"`, {
    advice: `Export what defineService({ name: '${name}', … }) returns.`,
  });
}

function isDefinition(value: unknown): value is ServiceDefinition {
  return typeof value === 'object' && value !== null && 'name' in value && 'projections' in value && 'streams' in value;
}
