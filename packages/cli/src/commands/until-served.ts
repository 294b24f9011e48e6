/**
 * After a service's release was promoted or rolled back: waits until requests go to it, saying how far it is. Nothing hangs on the
 * waiting: the composition has changed already, and what was served before serves on until the new one is ready.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { CliError } from '../errors/cli-error.ts';
import { runningSupervisor } from '../gateway/find-gateway.ts';
import type { GatewayClient } from '../gateway/gateway-client.ts';
import { lastLines } from '../supervisor/last-lines.ts';
import { servicesStatusOf, type ServiceRouting } from '../supervisor/services-status.ts';
import { formatDuration } from '../terminal/time.ts';
import type { Context } from './context.ts';

export interface ServedQuestion {
  readonly module: string;
  readonly version: string;
  /** Whose composition was changed. */
  readonly environment: string;
  /** 0: does not wait. */
  readonly seconds: number;
  /** Percent of the users whose requests are to go there. @default everybody's */
  readonly share?: number;
}

export const defaultWaitSeconds = 300;

/** A first start that fails so often is not going to work. */
const hopelessRestarts = 3;
const lookEveryMs = 100;

/** Throws `NOT_SERVED` with the reason; returns at once for what is not a service, or not the gateway's to route. */
export async function untilServed(context: Context, gateway: GatewayClient, question: ServedQuestion): Promise<void> {
  const { module, version, environment, seconds, share } = question;
  if (!module.endsWith('-service') || seconds === 0) return;
  const { output } = context;
  const { style } = output;
  const release = `${module}@${version}`;
  const service = module.slice(0, -'-service'.length);
  const started = performance.now();
  const steps = [
    ['started beside what runs', ({ instances }: ServiceRouting) => instances.some((each) => each.release === release)],
    ['caught up', ({ instances }: ServiceRouting) => instances.some((each) => each.release === release && each.ready)],
    [
      share === undefined ? 'swapped: requests go to it' : `requests of ${share} % of the users go to it`,
      (routing: ServiceRouting) => isServed(routing, release, share),
    ],
  ] as const;
  let done = 0;
  let named = false;
  let looked = false;
  let ranAlready = false;
  for (;;) {
    const status = await servicesStatusOf(await gateway.get('/_services'));
    // Not the environment that this gateway serves, or nothing it routes.
    if (status === undefined || status.environment !== environment) return;
    const routing = status.services[service];
    if (routing === undefined) return;
    const served = isServed(routing, release, share);
    // It ran already, as at a first start: nothing to report.
    if (served && done === 0 && !looked) return;
    if (!looked) ranAlready = steps[0][1](routing);
    looked = true;
    if (service === 'releases') {
      output.say(style.dim('  it runs from the next start of the product on: it is what says which releases run'));
      return;
    }
    const isNamed =
      share === undefined ? routing.wanted?.release === release : canaryOf(routing, release) !== undefined;
    named ||= isNamed;
    for (; done < steps.length && (served || steps[done]![1](routing)); done++) {
      // Nothing was started for what ran already, and is gone back to.
      if (done < steps.length - 1 && ranAlready) continue;
      output.say(`  ${style.good('✓')} ${steps[done]![0]} ${style.dim(formatDuration(performance.now() - started))}`);
    }
    if (served) return;
    const why = named && !isNamed ? 'something else was decided meanwhile' : undefined;
    const failed = why ?? failureOf(context, gateway, release, service, routing);
    if (failed !== undefined || performance.now() - started > seconds * 1000)
      throw notServed(release, share, routing, failed ?? `it was not ready within ${seconds} s`);
    await sleep(lookEveryMs);
  }
}

function canaryOf({ beside }: ServiceRouting, release: string) {
  return beside.find((each) => each.purpose === 'canary' && each.release === release);
}

function isServed(routing: ServiceRouting, release: string, share: number | undefined): boolean {
  if (share === undefined) return routing.serving.release === release;
  const canary = canaryOf(routing, release);
  return canary !== undefined && canary.share >= share && canary.urls.length > 0 && canary.problem === null;
}

/** Undefined while there is hope. */
function failureOf(
  { data }: Context,
  gateway: GatewayClient,
  release: string,
  service: string,
  routing: ServiceRouting,
): string | undefined {
  const problem = canaryOf(routing, release)?.problem ?? routing.problem;
  const supervisor = runningSupervisor(data);
  const here = supervisor !== undefined && new URL(supervisor.url).origin === new URL(gateway.url).origin;
  if (!here) return problem ?? undefined;
  const cannot = supervisor.problems?.[service];
  if (cannot?.includes(release)) return cannot;
  const ending = supervisor.processes.find(
    (each) => each.release === release && each.state !== 'ready' && each.restarts >= hopelessRestarts,
  );
  if (ending === undefined) return problem ?? undefined;
  const file = join(data.logs, `${ending.name}.log`);
  return `it ended (${ending.lastExit ?? 'stopped'}) ${ending.restarts} times before it was ready; its last words, in ${file}:\n${lastLines(file, 12)}`;
}

function notServed(release: string, share: number | undefined, { serving }: ServiceRouting, why: string): CliError {
  const module = release.slice(0, release.indexOf('@'));
  const before = serving.release ?? 'what ran before';
  return new CliError(
    'NOT_SERVED',
    `${release} is ${share === undefined ? 'promoted' : 'a canary'}, but does not serve; ${before} serves on`,
    {
      why,
      advice: `\`tessera rollback ${module}\` takes the promotion back; or mend it and promote the next release. \`tessera status\` says how its process is.`,
    },
  );
}
