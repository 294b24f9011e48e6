/** `tessera promote | rollback | finalize | pin | unpin | retire | kill`: what changes what is live. */
import { commandIn } from '@tessera/contracts';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  change,
  listLive,
  refusedBy,
  type changes,
  type LiveRow,
  type ReleaseResult,
} from '../gateway/releases-api.ts';
import type { Context } from './context.ts';
import {
  connect,
  parseLine,
  parseLineOrRelease,
  parseRelease,
  parseShare,
  parseWait,
  type ReleaseOptions,
} from './release-options.ts';
import { untilServed } from './until-served.ts';
import { untilTaken } from './until-taken.ts';

export interface PromoteOptions extends ReleaseOptions {
  readonly to?: string;
  /** `10%` */
  readonly canary?: string;
  readonly despiteEvidence?: boolean;
  /** Seconds; of a service's release. */
  readonly wait?: string;
}

export interface RollbackOptions extends ReleaseOptions {
  /** Seconds; of a service. */
  readonly wait?: string;
}

export interface FinalizeOptions extends ReleaseOptions {
  /** Seconds; of a service. */
  readonly wait?: string;
}

export interface KillOptions extends ReleaseOptions {
  readonly replaceBy?: string;
}

export async function promoteCommand(context: Context, release: string, options: PromoteOptions): Promise<void> {
  const { module, version } = parseRelease(release, 'promote');
  const share = parseShare(options.canary);
  const environment = options.to ?? options.environment;
  const despite = options.despiteEvidence === true ? { despiteEvidence: true } : {};
  const result = await run(context, 'promote', { module, version, share, ...despite }, { ...options, environment });
  const { style } = context.output;
  const name = style.strong(`${module}@${version}`);
  if (share === null) {
    sayLive(context, result, environment);
    if (result.live !== null) await served(context, result.live, { ...options, environment });
    return;
  }
  const live = result.live?.version ?? '';
  say(
    context,
    result,
    `${name} is a canary for ${share} % of the users in ${environment} ${style.dim(`(the others: ${live}; everybody: npx ${commandIn(environment, `promote ${module}@${version}`)}; nobody: npx ${commandIn(environment, `rollback ${module}@${version}`)})`)}`,
  );
  if (module.endsWith('-service'))
    context.output.say(
      context.output.style.dim(
        `  policies, timers and effects stay with ${live}; those of ${version} are tried on every event, without doing anything, and end the canary when they fail`,
      ),
    );
  const client = connect(context, module, options);
  const whose = { of: 'canary', share } as const;
  await untilServed(context, client, { module, version, environment, whose, seconds: parseWait(options.wait) });
}

export async function rollbackCommand(context: Context, name: string, options: RollbackOptions): Promise<void> {
  const { module, version } = parseLineOrRelease(name, 'rollback');
  const result = await run(context, 'rollback', { module, ...(version === null ? {} : { version }) }, options);
  sayLive(context, result, options.environment);
  if (result.live !== null) await served(context, result.live, options);
}

export async function finalizeCommand(context: Context, name: string, options: FinalizeOptions): Promise<void> {
  const line = parseLine(name, 'finalize');
  const { environment } = options;
  const client = connect(context, line, options);
  const before = rowMeant(await listLive(client, environment), line);
  if (before !== undefined) await served(context, before, options);
  const result = await finalizeWhenServed(context, line, options);
  const { style } = context.output;
  const gaveUp = before?.previousVersion ?? null;
  const release = style.strong(result.live === null ? line : `${result.live.module}@${result.live.version}`);
  if (gaveUp === null)
    return say(context, result, `${release} has no way back in ${environment}: there was nothing to give up`);
  const again = style.dim(
    `(by name: npx ${commandIn(environment, `promote ${before!.module}@${gaveUp}`)}, judged then)`,
  );
  say(context, result, `${release} is final in ${environment}: there is no rollback to ${gaveUp} any more ${again}`);
}

/** Other gateways may be a moment behind the one that was asked. */
async function finalizeWhenServed(context: Context, module: string, options: FinalizeOptions): Promise<ReleaseResult> {
  const { output } = context;
  const until = performance.now() + parseWait(options.wait) * 1000;
  for (let tried = 0; ; tried++) {
    const result = await attempt(context, 'finalize', { module }, options);
    if (result.problem?.code !== 'NOT_SERVED' || performance.now() >= until)
      return done(context, 'finalize', { module }, options, result);
    if (tried === 0) output.say(output.style.dim(`  waiting: ${result.problem.message}`));
    await sleep(500);
  }
}

/** Undefined when none is live, or several could be meant. */
function rowMeant(rows: readonly LiveRow[], line: string): LiveRow | undefined {
  const [module, major] = line.split('@');
  const meant = rows.filter(
    (row) => row.module === module && (major ?? row.version).split('.')[0] === row.version.split('.')[0],
  );
  return meant.length === 1 ? meant[0] : undefined;
}

/** What was said is true of the composition; a service's processes follow. */
async function served(context: Context, { module, version }: LiveRow, options: RollbackOptions): Promise<void> {
  const { environment } = options;
  const client = connect(context, module, options);
  const whose = { of: 'everybody' } as const;
  await untilServed(context, client, { module, version, environment, whose, seconds: parseWait(options.wait) });
}

export async function pinCommand(
  context: Context,
  name: string,
  release: string,
  options: ReleaseOptions,
): Promise<void> {
  const { module, version } = parseRelease(release, `pin ${name}`);
  const result = await run(context, 'pin', { name, module, version }, options);
  const { style } = context.output;
  say(context, result, `${style.strong(name)} gets ${style.strong(`${module}@${version}`)} in ${options.environment}`);
}

export async function unpinCommand(
  context: Context,
  name: string,
  moduleName: string,
  options: ReleaseOptions,
): Promise<void> {
  const module = parseLine(moduleName, `unpin ${name}`);
  const result = await run(context, 'unpin', { name, module }, options);
  const rest = result.live === null ? '' : ` ${module}@${result.live.version},`;
  say(context, result, `${context.output.style.strong(name)} gets${rest} what everybody has in ${options.environment}`);
}

export async function retireCommand(context: Context, name: string, options: ReleaseOptions): Promise<void> {
  const module = parseLine(name, 'retire');
  const result = await run(context, 'retire', { module }, options);
  say(context, result, `${context.output.style.strong(module)} is retired from ${options.environment}`);
}

export async function killCommand(context: Context, release: string, options: KillOptions): Promise<void> {
  const { module, version } = parseRelease(release, 'kill');
  const result = await run(context, 'kill', { module, version, replaceBy: options.replaceBy ?? null }, options);
  const { style } = context.output;
  const live = result.live === null ? '' : `; live is ${module}@${result.live.version}`;
  say(
    context,
    result,
    `${style.strong(`${module}@${version}`)} is killed in ${options.environment}: open tabs leave it at once${live}`,
  );
}

type About = { readonly module: string } & Readonly<Record<string, unknown>>;

async function run(
  context: Context,
  verb: keyof typeof changes,
  about: About,
  options: ReleaseOptions,
): Promise<ReleaseResult> {
  const result = done(context, verb, about, options, await attempt(context, verb, about, options));
  const revision = result.live?.revision ?? result.position;
  if (revision === null) return result;
  const { environment } = options;
  try {
    await untilTaken(context, connect(context, about.module, options), { revision, environment });
  } catch (error) {
    context.output.data(result);
    throw error;
  }
  return result;
}

function attempt(
  context: Context,
  verb: keyof typeof changes,
  about: About,
  options: ReleaseOptions,
): Promise<ReleaseResult> {
  const { environment, reason } = options;
  const client = connect(context, about.module, options);
  return change(client, verb, { commandId: randomUUID(), environment, reason: reason ?? null, ...about });
}

function done(
  context: Context,
  verb: keyof typeof changes,
  about: About,
  { environment }: ReleaseOptions,
  result: ReleaseResult,
): ReleaseResult {
  if (result.problem === null) return result;
  context.output.data(result);
  const words = {
    promote: 'promoted',
    rollback: 'rolled back',
    finalize: 'finalized',
    pin: 'pinned',
    unpin: 'unpinned',
    retire: 'retired',
    kill: 'killed',
  };
  const name = 'version' in about ? `${about.module}@${String(about['version'])}` : about.module;
  throw refusedBy(result.problem, `${name} was not ${words[verb]} in ${environment}`);
}

function sayLive(context: Context, result: ReleaseResult, environment: string): void {
  const { live } = result;
  if (live === null) return say(context, result, `done in ${environment}`);
  say(
    context,
    result,
    `${context.output.style.strong(`${live.module}@${live.version}`)} is live in ${environment}${back(context, live)}`,
  );
}

function back({ output: { style } }: Context, { module, version, environment, previousVersion }: LiveRow): string {
  if (previousVersion === null) return '';
  return style.dim(
    ` (before: ${previousVersion}; back: npx ${commandIn(environment, `rollback ${module}@${version}`)})`,
  );
}

/** What was done, and what the gate looked at before. */
function say({ output }: Context, result: ReleaseResult, text: string): void {
  const { style } = output;
  output.data(result);
  output.print(`${style.good('✓')} ${text}`);
  const { verdict } = result;
  if (verdict !== null)
    output.print(
      style.dim(`  judged against ${verdict.releases} live releases (${verdict.pairs} pairs): nothing breaks`),
    );
}
