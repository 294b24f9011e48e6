/** All verbs of `tessera`, in the order of its help. One row each: what a verb is stands in its own file. */
import { asyncapi } from '../contracts/asyncapi.ts';
import { eventsVerbs } from '../events/verbs.ts';
import { explain } from '../explain/explain.ts';
import { keyVerbs } from '../keys/verbs.ts';
import { previewVerbs } from '../preview/verbs.ts';
import { tokenVerbs } from '../tokens/verbs.ts';
import { groups } from './groups.ts';
import { dev } from './dev.ts';
import { doctor } from './doctor.ts';
import { start } from './start.ts';
import { status } from './status.ts';
import { stop } from './stop.ts';
import { publish } from './publish.ts';
import { audit } from './audit.ts';
import { canIDeploy } from './can-i-deploy.ts';
import { diff } from './diff.ts';
import { finalize } from './finalize.ts';
import { kill } from './kill.ts';
import { pin } from './pin.ts';
import { promote } from './promote.ts';
import { releases } from './releases.ts';
import { retire } from './retire.ts';
import { rollback } from './rollback.ts';
import { unpin } from './unpin.ts';
import type { AnyVerb } from './verb.ts';

/** `tessera <verb>` */
export const verbs: readonly AnyVerb[] = [
  // Run the product
  start,
  stop,
  status,
  doctor,
  dev,

  // Release modules
  publish,
  canIDeploy,
  diff,
  promote,
  rollback,
  finalize,
  pin,
  unpin,
  retire,
  kill,
  releases,
  audit,

  // Look into the log
  explain,
];

/** Verbs that share a first word, and what that word stands for in the help: `tessera <name> <verb>`. */
export const families: readonly VerbFamily[] = [
  {
    name: 'token',
    group: groups.release,
    summary: 'deploy tokens: make, list, revoke them',
    verbs: tokenVerbs,
  },
  {
    name: 'preview',
    group: groups.release,
    summary: 'show releases to one person before they are live',
    verbs: previewVerbs,
  },
  {
    name: 'key',
    group: groups.release,
    summary: 'keys that compositions are signed by: list, exchange, retire them',
    verbs: keyVerbs,
  },
  {
    name: 'events',
    group: groups.log,
    summary: 'the event log: read it, measure it, check it, move it',
    verbs: eventsVerbs,
  },
  {
    name: 'contracts',
    group: groups.contracts,
    summary: 'what services offer and need, for other tools',
    verbs: [asyncapi],
  },
];

export interface VerbFamily {
  readonly name: string;
  readonly group: string;
  readonly summary: string;
  readonly verbs: readonly AnyVerb[];
}
