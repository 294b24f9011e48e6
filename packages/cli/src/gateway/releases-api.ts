/** What the CLI asks of the releases service, through the gateway. Free text, because these operations belong to no app. */
import { CliError } from '../errors/cli-error.ts';
import type { GatewayClient } from './gateway-client.ts';

export interface ReleaseRow {
  readonly module: string;
  readonly version: string;
  readonly kind: string;
  readonly team: string;
  readonly digest: string;
  readonly size: number;
  readonly publishedAt: string;
  readonly publishedBy: string;
  readonly liveIn: readonly string[];
}

export interface LiveRow {
  readonly module: string;
  readonly environment: string;
  readonly kind: string;
  readonly team: string;
  readonly contact: string;
  readonly version: string;
  readonly digest: string;
  readonly previousVersion: string | null;
  readonly since: string;
  readonly by: string;
  readonly reason: string | null;
}

interface Problem {
  readonly code: string;
  readonly message: string;
  readonly field: string | null;
}

const releaseFields = 'module version kind team digest size publishedAt publishedBy liveIn';
const liveFields = 'module environment kind team contact version digest previousVersion since by reason';

/** Every published release, newest page first as the service orders them; of one module when named. */
export async function listReleases(gateway: GatewayClient, module?: string): Promise<ReleaseRow[]> {
  const query = `query CliReleases($module: String, $after: String) { releases(module: $module, first: 200, after: $after) { items { ${releaseFields} } next } }`;
  const rows: ReleaseRow[] = [];
  let after: string | null = null;
  do {
    const data: { releases: { items: ReleaseRow[]; next: string | null } } = await gateway.graphql(query, {
      module: module ?? null,
      after,
    });
    rows.push(...data.releases.items);
    after = data.releases.next;
  } while (after !== null);
  return rows;
}

export async function listLive(gateway: GatewayClient, environment = 'production'): Promise<LiveRow[]> {
  const query = `query CliComposition($environment: String) { composition(environment: $environment) { ${liveFields} } }`;
  return (await gateway.graphql<{ composition: LiveRow[] }>(query, { environment })).composition;
}

export interface PublishInput {
  readonly commandId: string;
  readonly module: string;
  readonly kind: 'APP' | 'SHELL' | 'SERVICE';
  readonly team: string;
  readonly contact: string;
  readonly version: string;
  readonly digest: string;
  readonly size: number;
}

export async function publishRelease(gateway: GatewayClient, input: PublishInput): Promise<void> {
  const query =
    'mutation CliPublish($input: PublishReleaseInput!) { result: publishRelease(input: $input) { problem { code message field } } }';
  await command(gateway, query, input, `${input.module}@${input.version} was not published`);
}

export interface PromoteInput {
  readonly commandId: string;
  readonly module: string;
  readonly version: string;
  readonly environment: string;
  readonly reason: string | null;
}

export async function promote(gateway: GatewayClient, input: PromoteInput): Promise<LiveRow | null> {
  const query = `mutation CliPromote($input: PromoteInput!) { result: promote(input: $input) { live { ${liveFields} } problem { code message field } } }`;
  return command(gateway, query, input, `${input.module}@${input.version} was not promoted`);
}

export async function rollback(gateway: GatewayClient, input: Omit<PromoteInput, 'version'>): Promise<LiveRow | null> {
  const query = `mutation CliRollback($input: RollbackInput!) { result: rollback(input: $input) { live { ${liveFields} } problem { code message field } } }`;
  return command(gateway, query, input, `${input.module} was not rolled back`);
}

async function command(gateway: GatewayClient, query: string, input: object, failure: string): Promise<LiveRow | null> {
  const { result } = await gateway.graphql<{ result: { live?: LiveRow | null; problem: Problem | null } }>(query, {
    input,
  });
  if (result.problem === null) return result.live ?? null;
  const { code, message, field } = result.problem;
  throw new CliError('REFUSED', failure, {
    why: `${message} [${code}${field === null ? '' : `, ${field}`}]`,
    advice: adviceFor(code),
  });
}

function adviceFor(code: string): string {
  if (code.includes('UNKNOWN'))
    return '`tessera releases` lists what is published; `tessera publish <path>` publishes.';
  if (code.includes('FORBIDDEN'))
    return 'Use the deploy token of the team that owns the module (teams.json says which).';
  if (code.includes('STALE')) return 'Somebody was faster. Look at `tessera releases`, and decide again.';
  return 'Nothing was changed. Mend what it says and run the command again.';
}
