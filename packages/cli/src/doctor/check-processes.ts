/** The running product: each process's own word on how it is. */
import { existsSync } from 'node:fs';
import { isLocked } from '../data-folder/lock.ts';
import type { DataFolder } from '../data-folder/paths.ts';
import { readState, type ProcessStatus } from '../data-folder/state.ts';
import { checkComposition, type CompositionStatus } from './check-composition.ts';
import { about, type Finding } from './finding.ts';

const timeoutMs = 5_000;

export async function checkProcesses(data: DataFolder): Promise<Finding[]> {
  const state = readState(data.state);
  if (!state || !existsSync(data.lock) || !isLocked(data.lock)) {
    return [about('product').ok('not running: only what lies on the disk was looked at')];
  }
  const found = await Promise.all(state.processes.map((process) => checkProcess(process, data)));
  return found.flat();
}

/** What `/readyz` of services says besides its status. */
interface Readiness {
  readonly failing?: string;
  readonly parked?: readonly unknown[];
  readonly policies?: { readonly parked?: readonly unknown[] };
  readonly effects?: { readonly parked?: readonly unknown[] };
  /** The gateway's. */
  readonly composition?: CompositionStatus;
}

async function checkProcess(
  { name, port, state, restarts, lastExit }: ProcessStatus,
  data: DataFolder,
): Promise<Finding[]> {
  const { ok, warning, problem } = about(name);
  const logs = `Look at ${data.logs}/${name}.log.`;
  let body: Readiness;
  try {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(timeoutMs) });
    const text = await response.text();
    if (!response.ok) return [problem(`${name} is ${state} and not ready: ${text.slice(0, 300)}`, logs)];
    body = parse(text);
  } catch (error) {
    const why = error instanceof Error ? ((error.cause as Error | undefined)?.message ?? error.message) : String(error);
    return [problem(`${name} does not answer on port ${port} (${state}; ${why})`, logs)];
  }
  const findings = [ok(`${name} is ready on port ${port}`)];
  if (body.failing !== undefined) findings.push(problem(`${name} has trouble: ${body.failing}`, logs));
  const parked = [body, body.policies, body.effects].reduce((sum, each) => sum + (each?.parked?.length ?? 0), 0);
  if (parked > 0) {
    findings.push(
      warning(
        `${name} has parked ${parked} ${parked === 1 ? 'event' : 'events'} it could not handle; later ones of the same keys wait`,
        `See them with \`tessera events park list\`; mend what it says, then \`tessera events park retry\`.`,
      ),
    );
  }
  if (body.composition !== undefined) findings.push(...checkComposition(name, body.composition));
  if (restarts > 0)
    findings.push(warning(`${name} was restarted ${restarts} times (last: ${lastExit ?? 'unknown'})`, logs));
  return findings;
}

/** Not every process answers JSON. */
function parse(text: string): Readiness {
  try {
    const found: unknown = JSON.parse(text);
    return typeof found === 'object' && found !== null ? found : {};
  } catch {
    return {};
  }
}
