/** `tessera publish <path…>` */
import { commandIn, type ServiceContract } from '@tessera/contracts';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { readState } from '../data-folder/state.ts';
import { CliError } from '../errors/cli-error.ts';
import { errorJson, renderError } from '../errors/render-error.ts';
import { findGateway, findToken, runningSupervisor } from '../gateway/find-gateway.ts';
import { createGatewayClient, type GatewayClient } from '../gateway/gateway-client.ts';
import { change, refusedBy } from '../gateway/releases-api.ts';
import { findModule, type ModuleFolder } from '../publish/find-module.ts';
import { fetchContracts } from '../publish/live-graph.ts';
import { publishModule, type Published } from '../publish/publish.ts';
import { readTeams } from '../supervisor/plan.ts';
import { formatBytes } from '../terminal/bytes.ts';
import { formatDuration } from '../terminal/time.ts';
import type { Context } from './context.ts';
import { defaultWaitSeconds, untilServed } from './until-served.ts';
import { untilTaken } from './until-taken.ts';

export interface PublishCommandOptions {
  readonly version?: string;
  readonly promote?: boolean;
  readonly environment: string;
  readonly gateway?: string;
  readonly tokenFile?: string;
  /** Seconds to wait for the gateway; for `tessera start`, which builds while it starts. */
  readonly wait?: string;
}

/** Each module by itself: one that fails does not keep the others back. Answers the exit code. */
export async function publishCommand(
  context: Context,
  paths: readonly string[],
  options: PublishCommandOptions,
): Promise<number> {
  const { output } = context;
  const teams = readTeams(context.root);
  if (options.version !== undefined && paths.length > 1) {
    throw new CliError('USAGE', '--version fits one module only', {
      advice: 'Publish them one by one, or leave --version out.',
    });
  }
  const published: Published[] = [];
  let exitCode = 0;
  for (const path of paths) {
    try {
      const module = findModule(context.root, teams, path, context.cwd);
      published.push(await publishOne(context, path, module, options));
    } catch (error) {
      if (!(error instanceof CliError) || paths.length === 1) throw error;
      exitCode = error.exitCode;
      process.stderr.write(output.json ? `${errorJson(error)}\n` : renderError(error, output.style));
    }
  }
  output.data(published);
  return exitCode;
}

async function publishOne(
  context: Context,
  path: string,
  module: ModuleFolder,
  options: PublishCommandOptions,
): Promise<Published> {
  const { output, data } = context;
  const { style } = output;
  const started = performance.now();
  let gateway: GatewayClient | undefined;
  const connect = async () => {
    gateway = await connectGateway(context, module, options);
    return { gateway, contracts: await contractsHere(context, gateway.url) };
  };
  const published = await publishModule({ root: context.root, data, module, version: options.version, connect });
  const name = `${published.module}@${published.version}`;
  const took = style.dim(formatDuration(performance.now() - started));
  if (published.isNew) {
    const because =
      published.insteadOf === undefined ? '' : `, because ${published.insteadOf} was published with other content`;
    output.print(
      `${style.good('✓')} published ${style.strong(name)}${because} ${style.dim(`${published.files} ${published.files === 1 ? 'file' : 'files'}, ${formatBytes(published.bytes)},`)} ${took}`,
    );
  } else {
    output.print(`${style.good('✓')} ${style.strong(name)} is already published with exactly this content ${took}`);
  }
  if (published.waitsFor.length > 0) {
    output.print('  Not answered by what is live; promote a release that does first, or preview both together:');
    for (const line of published.waitsFor) output.print(style.dim(`    ${line}`));
  }
  if (options.promote && gateway) {
    const { module: promoted, version } = published;
    const { environment } = options;
    const input = { commandId: randomUUID(), module: promoted, version, environment, reason: null };
    const { problem, live } = await change(gateway, 'promote', input);
    if (problem !== null) throw refusedBy(problem, `${name} was published, but not promoted in ${environment}`);
    if (live !== null) await untilTaken(context, gateway, { revision: live.revision, environment });
    output.print(`${style.good('✓')} ${style.strong(name)} is live in ${options.environment}`);
    const question = { module: promoted, version, environment, whose: { of: 'everybody' } as const };
    await untilServed(context, gateway, { ...question, seconds: defaultWaitSeconds });
  } else {
    output.print(`  to make it live: npx ${commandIn(options.environment, `promote ${name}`)}`);
  }
  return published;
}

async function connectGateway(
  { data }: Context,
  module: ModuleFolder,
  options: PublishCommandOptions,
): Promise<GatewayClient> {
  const deadline = performance.now() + 1000 * Number(options.wait ?? 0);
  while (
    performance.now() < deadline &&
    readState(data.state)?.processes.every(({ state }) => state === 'ready') !== true
  )
    await sleep(50);
  const url = findGateway(data, { flag: options.gateway, env: process.env.TESSERA_GATEWAY });
  return createGatewayClient({
    url,
    token: findToken(data, module.team, { file: options.tokenFile, env: process.env.TESSERA_TOKEN }),
  });
}

/** Of the services on this machine; none when the gateway is another product's (its gate judges all the same). */
async function contractsHere({ data }: Context, gateway: string): Promise<ServiceContract[]> {
  const running = runningSupervisor(data);
  return running?.url === gateway ? fetchContracts(data, running) : [];
}
