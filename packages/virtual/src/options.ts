/** What a virtual platform is made of. */
import type { Owner } from '@tessera/graph';
import type { Clock } from '@tessera/live';
import type { EffectPorts, GivenEvent, ServiceDefinition, User } from '@tessera/service-kit';
import type { FaultOptions } from './faults/faults.ts';
import type { Scenarios } from './scenarios/scenario.ts';
import type { Span } from './world/span.ts';

export interface VirtualPlatformOptions {
  /** The real definitions, of one service or of many; what is not hosted is not in the graph. */
  readonly services: readonly ServiceDefinition[];
  /** What has happened before: events, or the name of one of the scenarios. Folded, never reacted to. */
  readonly given?: readonly GivenEvent[] | string;
  /** The lists of the services' `scenarios/index.ts`. Those of one name are parts of one scenario. */
  readonly scenarios?: Scenarios;
  /** Who is signed in; null = nobody. Change it with `signIn`. */
  readonly user: User | null;
  /** Whose a service is; named in its errors. @default `{team: <service>, contact: '#team-<service>'}` */
  readonly owners?: Readonly<Record<string, Owner>>;
  /** Time for services, delays and the live hub. @default the system's, with timers that keep no process alive */
  readonly clock?: Clock;
  /** Leads to the same ids, random numbers and delays each time. @default 1 */
  readonly seed?: number;
  /** Fresh ids that fit stream names. @default from `seed` */
  readonly ids?: (prefix: string) => string;
  /** What services draw from; in [0, 1). @default from `seed` */
  readonly random?: () => number;
  /** Milliseconds that each answer of the gateway takes. @default 0 */
  readonly latency?: Span;
  /** Milliseconds until a policy hears of an event; 0 = at once. @default 5 to 40 */
  readonly reaction?: Span;
  /** Ports of the services' effects, by name. @default each records what it is handed: `platform.effects` */
  readonly effects?: EffectPorts;
  /** What is wrong from the start. @default nothing */
  readonly faults?: FaultOptions;
  /** Whether `/graphql` answers operations nobody published, as in development. @default true */
  readonly freeText?: boolean;
  /** What `/composition.json` answers. @default 404 */
  readonly composition?: (user: User | null) => unknown;
  /** Asked for every address that is not the gateway's. @default 404 */
  readonly passthrough?: (request: Request) => Response | Promise<Response>;
  /** Errors that clients see masked only, and policies that were parked. @default console.error */
  readonly onUnexpected?: (error: unknown) => void;
}
