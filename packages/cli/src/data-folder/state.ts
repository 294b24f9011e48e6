/** `supervisor.json`: what is running, for `tessera status`, for tests and for people. Rewritten at every change. */
import { readFileSync } from 'node:fs';
import { writeAtomically } from './write-atomically.ts';

export type ProcessState = 'starting' | 'ready' | 'waiting' | 'stopping' | 'stopped';

/**
 * Of a service's process: `live`: requests go to it; `next`: was promoted, and takes over when it is ready; `kept`: another release
 * is live, and a rollback returns to this one; `canary`: a share of the users' requests go to it;
 * `preview`: those of whoever is in a preview of it.
 */
export type ProcessRole = 'live' | 'next' | 'kept' | 'canary' | 'preview';

export interface ProcessStatus {
  readonly name: string;
  readonly module: string;
  /** Null while no process runs (waiting for its restart, stopped). */
  readonly pid: number | null;
  readonly port: number;
  readonly state: ProcessState;
  readonly restarts: number;
  /** ISO 8601: in this state since. */
  readonly since: string;
  /** How the last process ended, when it was not asked to. */
  readonly lastExit?: string;
  /** Of a service: what it runs, `orders-service@1.1.0`. */
  readonly release?: string;
  readonly role?: ProcessRole;
  /** Whether it runs the sources in the repository, or what was published. */
  readonly from?: 'source' | 'artifact';
}

export interface SupervisorState {
  readonly url: string;
  readonly pid: number;
  readonly startedAt: string;
  /** `ready` once every process is, and the first releases are out. */
  readonly ready: boolean;
  readonly processes: readonly ProcessStatus[];
  /** TESSERA_ENV of its processes. A supervisor from before says nothing. */
  readonly runsAs?: string;
  /** Where the event log is, as `openLog` reads it. */
  readonly log: string;
  /** Service → why releases of it cannot be run here. */
  readonly problems?: Readonly<Record<string, string>>;
}

export function writeState(file: string, state: SupervisorState): void {
  writeAtomically(file, `${JSON.stringify(state, null, 2)}\n`);
}

/** Undefined when no supervisor ever ran here. */
export function readState(file: string): SupervisorState | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as SupervisorState;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
