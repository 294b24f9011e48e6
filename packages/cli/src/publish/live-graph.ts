/** The graph as it runs now, from the contracts of the running services: what operations must fit before they may go live. */
import { parseServiceContract, type ServiceContract, type Teams } from '@tessera/contracts';
import { composeGraph, validateOperations, type Graph, type OperationSource } from '@tessera/graph';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataFolder } from '../data-folder/paths.ts';
import type { SupervisorState } from '../data-folder/state.ts';
import { CliError, messageOf } from '../errors/cli-error.ts';
import { otherSide } from './other-side.ts';

/** Asks every service of this machine, of the release that is live. One that does not answer has no say; the gateway's gate judges again. */
export async function fetchContracts(data: DataFolder, state: SupervisorState): Promise<ServiceContract[]> {
  const token = readFileSync(join(data.secrets, 'internal-token'), 'utf8').trim();
  const live = state.processes.filter(
    ({ module, role }) => module.endsWith('-service') && (role === undefined || role === 'live'),
  );
  const services = [...Map.groupBy(live, ({ module }) => module).values()].map(([first]) => first!);
  const answers = await Promise.all(
    services.map(async ({ module, port }) => {
      try {
        const response = await fetch(`http://127.0.0.1:${port}/contract`, {
          headers: { authorization: `Bearer ${token}` },
          signal: AbortSignal.timeout(5_000),
        });
        return response.ok ? parseServiceContract(await response.json(), module) : undefined;
      } catch {
        return undefined;
      }
    }),
  );
  return answers.filter((contract) => contract !== undefined);
}

/**
 * Throws OPERATION_REFUSED, naming each operation with file and line, when one can hold on no graph.
 * @returns what does not hold on this one, but may with other releases of services, a line each
 */
export function checkOperations(
  module: string,
  operations: readonly OperationSource[],
  contracts: readonly ServiceContract[],
  teams?: Teams,
): string[] {
  const all = validateOperations(graphOf(contracts), operations);
  const problems = all.filter(({ waits }) => waits !== true);
  if (problems.length === 0)
    return all.map(({ operation, message, at }) => `${at ?? operation}  ${operation}: ${message}`);
  throw new CliError(
    'OPERATION_REFUSED',
    `${module}: ${problems.length === 1 ? 'an operation does' : `${problems.length} operations do`} not hold on any graph`,
    {
      why: problems.map(({ operation, message, at }) => `${at ?? operation}  ${operation}: ${message}`).join('\n'),
      advice: otherSide(
        problems.map(({ message }) => message).join('\n'),
        contracts.map(({ service, schema }) => ({ name: service, sdl: schema })),
        teams,
      ),
    },
  );
}

function graphOf(contracts: readonly ServiceContract[]): Graph<never> {
  const noExecution = () => Promise.reject(new Error('this graph is for checking only'));
  try {
    return composeGraph<never>({
      services: contracts.map(({ service, schema, computed, live }) => ({
        name: service,
        schema,
        computed,
        live,
        execute: noExecution,
      })),
    });
  } catch (error) {
    throw new CliError('OPERATION_REFUSED', 'The running services cannot be one graph', {
      why: messageOf(error),
      advice: 'That is for the teams of those services to mend; nothing can be published until then.',
      cause: error,
    });
  }
}
