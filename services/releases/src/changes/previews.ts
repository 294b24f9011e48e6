/** What gateways say about previews. */
import type { CommandResult, ResolverContext } from '@tessera/service-kit';
import type { PreviewedService } from '../events.ts';
import { misnamedEnvironment } from '../names.ts';
import { defaultEnvironment } from './change.ts';
import type { ReportResult } from './reports.ts';

interface AboutPreview {
  readonly commandId: string;
  readonly environment?: string | null;
  readonly id: string;
  readonly team: string;
}

export interface OpenPreviewInput extends AboutPreview {
  readonly releases?: readonly string[] | null;
  readonly services: readonly PreviewedService[];
  readonly expires: string;
}

export type EndPreviewInput = AboutPreview;

export function openPreview(ctx: ResolverContext, { releases, services, expires, ...about }: OpenPreviewInput) {
  return tell(ctx, 'open', about, { releases: releases ?? undefined, services, expires });
}

export function endPreview(ctx: ResolverContext, about: EndPreviewInput): Promise<ReportResult> {
  return tell(ctx, 'end', about, {});
}

async function tell(
  ctx: ResolverContext,
  name: 'open' | 'end',
  { commandId, environment: asked, id, team }: AboutPreview,
  more: object,
): Promise<ReportResult> {
  const environment = asked ?? defaultEnvironment;
  const problem = misnamedEnvironment(environment);
  if (problem) return { position: null, problem };
  const input = { id, environment, team, ...more };
  const result: CommandResult = await ctx.command('preview', id, name, input, { commandId });
  if (!result.ok) return { position: null, problem: result.problem };
  return { position: result.events.length === 0 ? null : result.position, problem: null };
}
