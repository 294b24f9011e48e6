/** All services' contracts: made from their sources, or asked of their processes. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseServiceContract, type ServiceContract } from '@tessera/contracts';
import { contractOf } from '@tessera/service-kit';
import type { DataFolder } from '../data-folder/paths.ts';
import { readState } from '../data-folder/state.ts';
import { CliError, messageOf } from '../errors/cli-error.ts';
import { findService } from '../explain/find-service.ts';
import { readTeams } from '../supervisor/plan.ts';

/** Plain names, as the log knows them. */
function serviceNames(root: string): Map<string, string> {
  const services = Object.entries(readTeams(root).modules).filter(([, { kind }]) => kind === 'service');
  return new Map(services.map(([module, { path }]) => [module, basename(path)]));
}

export async function contractsFromSources(root: string): Promise<ServiceContract[]> {
  const names = [...serviceNames(root).values()];
  return Promise.all(names.map(async (name) => parseServiceContract(contractOf(await findService(root, name)), name)));
}

/** Throws `NOT_RUNNING` when there is no product, or one of its services does not answer. */
export async function contractsFromProcesses(root: string, data: DataFolder): Promise<ServiceContract[]> {
  const names = serviceNames(root);
  const processes = readState(data.state)?.processes.filter(({ module }) => names.has(module)) ?? [];
  const up = processes.filter(({ pid }) => pid !== null);
  if (up.length === 0) {
    throw new CliError('NOT_RUNNING', `No service runs on ${data.root}`, {
      advice: 'Start the product with `tessera start`, or leave --running out to read the sources.',
    });
  }
  const token = readFileSync(join(data.secrets, 'internal-token'), 'utf8').trim();
  return Promise.all(up.map(({ module, port }) => fetchContract(names.get(module)!, port, token)));
}

async function fetchContract(name: string, port: number, token: string): Promise<ServiceContract> {
  const url = `http://127.0.0.1:${port}/contract`;
  try {
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) throw new Error(`it answers ${response.status}`);
    return parseServiceContract(await response.json(), name);
  } catch (error) {
    throw new CliError('NOT_RUNNING', `The service "${name}" does not tell its contract at ${url}`, {
      why: messageOf(error),
      advice: '`tessera status` shows what is running.',
      cause: error,
    });
  }
}
