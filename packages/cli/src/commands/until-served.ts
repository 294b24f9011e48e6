/**
 * After a service's release was promoted or rolled back: waits until requests go to it, saying how far it is. Nothing hangs on the
 * waiting: the composition has changed already, and what was served before serves on until the new one is ready.
 */
import { commandIn } from '@tessera/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { CliError } from '../errors/cli-error.ts';
import { runningSupervisor } from '../gateway/find-gateway.ts';
import type { GatewayClient } from '../gateway/gateway-client.ts';
import { lastLines } from '../supervisor/last-lines.ts';
import { servicesStatusOf, type ServiceRouting } from '../supervisor/services-status.ts';
import { formatDuration } from '../terminal/time.ts';
import type { Context } from './context.ts';
import { isNamed, isServed, problemOf, standingOf, wordsOf, type Whose } from './whose-requests.ts';

export interface ServedQuestion {
  readonly module: string;
  readonly version: string;
  /** Whose composition was changed. */
  readonly environment: string;
  /** 0: does not wait. */
  readonly seconds: number;
  readonly whose: Whose;
}

export const defaultWaitSeconds = 300;

/** A first start that fails so often is not going to work. */
const hopelessRestarts = 3;
const lookEveryMs = 100;

/** Throws `NOT_SERVED` with the reason; returns at once for what is not a service, or not the gateway's to route. */
export async function untilServed(context: Context, gateway: GatewayClient, question: ServedQuestion): Promise<void> {
  const { module, version, environment, seconds, whose } = question;
  if (!module.endsWith('-service') || seconds === 0) return;
  const { output } = context;
  const { style } = output;
  const release = `${module}@${version}`;
  const service = module.slice(0, -'-service'.length);
  const started = performance.now();
  const steps = [
    ['started beside what runs', ({ instances }: ServiceRouting) => instances.some((each) => each.release === release)],
    ['caught up', ({ instances }: ServiceRouting) => instances.some((each) => each.release === release && each.ready)],
    [wordsOf(whose), (routing: ServiceRouting) => isServed(routing, release, whose)],
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
    const served = isServed(routing, release, whose);
    // It ran already, as at a first start: nothing to report.
    if (served && done === 0 && !looked) return;
    if (!looked) ranAlready = steps[0][1](routing);
    looked = true;
    if (service === 'releases') {
      output.say(style.dim('  it runs from the next start of the product on: it is what says which releases run'));
      return;
    }
    const isStill = isNamed(routing, release, whose);
    named ||= isStill;
    for (; done < steps.length && (served || steps[done]![1](routing)); done++) {
      // Nothing was started for what ran already, and is gone back to.
      if (done < steps.length - 1 && ranAlready) continue;
      output.say(`  ${style.good('✓')} ${steps[done]![0]} ${style.dim(formatDuration(performance.now() - started))}`);
    }
    if (served) return;
    const why = named && !isStill ? 'something else was decided meanwhile' : undefined;
    const failed = why ?? failureOf(context, gateway, question, routing);
    if (failed !== undefined || performance.now() - started > seconds * 1000)
      throw notServed(question, routing, failed ?? `it was not ready within ${seconds} s`);
    await sleep(lookEveryMs);
  }
}

/** Undefined while there is hope. */
function failureOf(
  { data }: Context,
  gateway: GatewayClient,
  { module, version, whose }: ServedQuestion,
  routing: ServiceRouting,
): string | undefined {
  const release = `${module}@${version}`;
  const problem = problemOf(routing, release, whose);
  const supervisor = runningSupervisor(data);
  const here = supervisor !== undefined && new URL(supervisor.url).origin === new URL(gateway.url).origin;
  if (!here) return problem;
  const cannot = supervisor.problems?.[module.slice(0, -'-service'.length)];
  if (cannot?.includes(release)) return cannot;
  const ending = supervisor.processes.find(
    (each) => each.release === release && each.state !== 'ready' && each.restarts >= hopelessRestarts,
  );
  if (ending === undefined) return problem;
  const file = join(data.logs, `${ending.name}.log`);
  return `it ended (${ending.lastExit ?? 'stopped'}) ${ending.restarts} times before it was ready; its last words, in ${file}:\n${lastLines(file, 12)}`;
}

function notServed(
  { module, version, environment, whose }: ServedQuestion,
  { serving }: ServiceRouting,
  why: string,
): CliError {
  const release = `${module}@${version}`;
  const back =
    whose.of === 'preview'
      ? '`tessera preview end` ends it; or'
      : `\`${commandIn(environment, `rollback ${release}`)}\` takes the promotion back; or`;
  const before = serving.release ?? 'what ran before';
  return new CliError('NOT_SERVED', `${release} is ${standingOf[whose.of]}, but does not serve; ${before} serves on`, {
    why,
    advice: `${back} mend it and promote the next release. \`tessera status\` says how its process is.`,
  });
}
