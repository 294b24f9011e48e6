/** What gateways say: what browsers run, whom they ask themselves, and how it fares. */
import type { CommandResult, Problem, ResolverContext } from '@tessera/service-kit';
import { secondsBetween } from '../calendar.ts';
import type { HealthCounts, ServedService, TabCount } from '../events.ts';
import { censusesIn } from '../gate/live-releases.ts';
import { misnamedEnvironment, misnamedGateway, reportStreamId } from '../names.ts';
import { tabsCountFor } from '../projections/census.ts';
import { defaultEnvironment } from './change.ts';

interface ReportInput {
  readonly commandId: string;
  readonly environment?: string | null;
  readonly gateway: string;
}

export interface CensusInput extends ReportInput {
  readonly tabs: readonly TabCount[];
  readonly mustSwitchHours?: number | null;
}

export interface ServingInput extends ReportInput {
  readonly services: readonly ServedService[];
}

export interface HealthInput extends ReportInput {
  readonly counts: readonly HealthCounts[];
}

export interface ReportResult {
  readonly position: string | null;
  readonly problem: Problem | null;
}

export async function reportCensus(ctx: ResolverContext, input: CensusInput): Promise<ReportResult> {
  const { tabs, mustSwitchHours } = input;
  const said = { tabs: tabs.filter(({ count }) => count > 0), mustSwitchHours: mustSwitchHours ?? undefined };
  const result = await report(ctx, 'census', input, said);
  if (result.position !== null) await forgetEnded(ctx, input);
  return result;
}

/** Gateways whose last word is a day old say no more that their tabs have gone: those that are there say it for them. */
async function forgetEnded(ctx: ResolverContext, { commandId, environment: asked }: ReportInput): Promise<void> {
  const environment = asked ?? defaultEnvironment;
  for (const { gateway, at } of censusesIn(ctx, environment)) {
    if (secondsBetween(at, ctx.now()) < tabsCountFor) continue;
    await ctx.command(
      'census',
      reportStreamId(environment, gateway),
      'forget',
      { environment, gateway },
      { commandId },
    );
  }
}

export function reportServing(ctx: ResolverContext, { services, ...input }: ServingInput): Promise<ReportResult> {
  return report(ctx, 'serving', input, { services });
}

export function reportHealth(ctx: ResolverContext, { counts, ...input }: HealthInput): Promise<ReportResult> {
  return report(ctx, 'health', input, { counts });
}

async function report(
  ctx: ResolverContext,
  stream: 'census' | 'serving' | 'health',
  { commandId, environment: asked, gateway }: ReportInput,
  what: object,
): Promise<ReportResult> {
  const environment = asked ?? defaultEnvironment;
  const problem = misnamedEnvironment(environment) ?? misnamedGateway(gateway);
  if (problem) return { position: null, problem };
  const id = reportStreamId(environment, gateway);
  const result: CommandResult = await ctx.command(
    stream,
    id,
    'report',
    { environment, gateway, ...what },
    { commandId },
  );
  if (!result.ok) return { position: null, problem: result.problem };
  return { position: result.events.length === 0 ? null : result.position, problem: null };
}
