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
  readonly publishedBy: string | null;
  readonly liveIn: readonly string[];
  readonly commit: string | null;
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
  readonly canaryVersion: string | null;
  readonly canaryShare: number | null;
  readonly killed: readonly string[];
  readonly pins: readonly { readonly name: string; readonly version: string }[];
  readonly since: string;
  readonly by: string | null;
  readonly reason: string | null;
  /** The composition's, not the row's. */
  readonly revision: string;
}

export interface Verdict {
  readonly ok: boolean;
  readonly environment: string;
  readonly module: string;
  readonly version: string;
  /** The composition it is about. */
  readonly position: string;
  readonly releases: number;
  readonly pairs: number;
  readonly unjudged: readonly string[];
  readonly refusals: readonly { readonly code: string; readonly subject: string; readonly text: string }[];
  readonly text: string;
}

export interface HistoryRow {
  readonly action: string;
  readonly environment: string | null;
  readonly team: string;
  readonly module: string;
  readonly version: string;
  readonly previousVersion: string | null;
  readonly at: string;
  readonly by: string | null;
  readonly reason: string | null;
  readonly share: number | null;
  readonly pin: string | null;
  readonly judgement: { readonly releases: number; readonly pairs: number } | null;
  readonly refusals: readonly { readonly code: string; readonly text: string }[];
  readonly evidence: readonly { readonly signal: string; readonly verdict: string }[];
}

interface Problem {
  readonly code: string;
  readonly message: string;
  readonly field: string | null;
}

export interface ReleaseResult {
  readonly live: LiveRow | null;
  readonly verdict: Verdict | null;
  /** Of what was recorded. */
  readonly position: string | null;
  readonly problem: Problem | null;
}

const releaseFields = 'module version kind team digest size publishedAt publishedBy liveIn commit';
const liveFields = `module environment kind team contact version digest previousVersion canaryVersion canaryShare
  killed pins { name version } since by reason revision`;
const sideFields = '{ module version roles openTabs team contact }';
const refusalFields = `code consumer ${sideFields} provider ${sideFields} subject message
  places { file line operation } waysOut text`;
const verdictFields = `ok environment module version position releases pairs unjudged refusals { ${refusalFields} } text`;
const resultFields = `live { ${liveFields} } verdict { ${verdictFields} } position problem { code message field }`;
const historyFields = `action environment team module version previousVersion at by reason share pin
  judgement { position releases pairs unjudged } refusals { ${refusalFields} }
  evidence { signal verdict canary { ok failed } stable { ok failed } evidence needed budget }`;

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

/** A preview as the releases service lists it. */
interface PreviewRow {
  readonly id: string;
  readonly team: string;
  readonly releases: readonly string[];
  /** ISO 8601, UTC; so is `expires`. */
  readonly opened: string;
  readonly expires: string;
  readonly ended: boolean;
}

/** Also those that were ended, and some whose time is over. */
export async function listPreviews(gateway: GatewayClient, environment: string): Promise<readonly PreviewRow[]> {
  const query =
    'query CliPreviews($environment: String) { list: previews(environment: $environment) { previews { id team releases opened expires ended } } }';
  const { list } = await gateway.graphql<{ list: { previews: PreviewRow[] } | null }>(query, { environment });
  return list?.previews ?? [];
}

export interface PublishInput {
  readonly commandId: string;
  readonly module: string;
  readonly kind: 'APP' | 'SHELL' | 'LIBRARY' | 'SERVICE';
  readonly team: string;
  readonly contact: string;
  readonly version: string;
  readonly digest: string;
  readonly size: number;
  /** JSON: as it was uploaded. */
  readonly manifest: string;
  readonly source: Source | null;
}

/** Where a release was built from. */
export interface Source {
  readonly commit: string;
  /** ISO 8601, UTC. */
  readonly committedAt: string;
  /** The module's folder, from the repository's root. */
  readonly folder: string;
}

export async function publishRelease(gateway: GatewayClient, input: PublishInput): Promise<void> {
  const query =
    'mutation CliPublish($input: PublishReleaseInput!) { result: publishRelease(input: $input) { problem { code message field } } }';
  const { result } = await gateway.graphql<{ result: ReleaseResult }>(query, { input });
  if (result.problem !== null) throw refusedBy(result.problem, `${input.module}@${input.version} was not published`);
}

/** The verbs that change what is live, and the GraphQL input each takes. */
export const changes = {
  promote: 'PromoteInput',
  rollback: 'RollbackInput',
  finalize: 'FinalizeInput',
  pin: 'PinInput',
  unpin: 'UnpinInput',
  retire: 'RetireInput',
  kill: 'KillInput',
} as const;

export interface ChangeInput {
  readonly commandId: string;
  readonly module: string;
  readonly environment: string;
  readonly reason: string | null;
  readonly [more: string]: unknown;
}

/** Changes what is live. A refusal is an answer here, not an error: it has its whole reason. */
export async function change(
  gateway: GatewayClient,
  verb: keyof typeof changes,
  input: ChangeInput,
): Promise<ReleaseResult> {
  const query = `mutation Cli${verb}($input: ${changes[verb]}!) { result: ${verb}(input: $input) { ${resultFields} } }`;
  return (await gateway.graphql<{ result: ReleaseResult }>(query, { input })).result;
}

export interface DeployQuestion {
  readonly module: string;
  readonly version: string;
  readonly environment: string;
  readonly share: number | null;
}

/** Null when there is no such release, or none whose contract is known. */
export async function canIDeploy(gateway: GatewayClient, question: DeployQuestion): Promise<Verdict | null> {
  const query = `query CliCanIDeploy($module: ID!, $version: String!, $environment: String, $share: Int) {
    verdict: canIDeploy(module: $module, version: $version, environment: $environment, share: $share) { ${verdictFields} } }`;
  return (await gateway.graphql<{ verdict: Verdict | null }>(query, { ...question })).verdict;
}

export interface HistoryFilter {
  readonly module?: string | undefined;
  readonly environment?: string | undefined;
  readonly team?: string | undefined;
  readonly action?: string | undefined;
  readonly first: number;
  readonly after?: string | null;
}

export interface HistoryPage {
  readonly items: readonly HistoryRow[];
  readonly next: string | null;
  readonly total: number;
}

/** Newest first. */
export async function listHistory(gateway: GatewayClient, filter: HistoryFilter): Promise<HistoryPage> {
  const query = `query CliAudit($module: String, $environment: String, $team: String, $action: String, $first: Int, $after: String) {
    history: releaseHistory(module: $module, environment: $environment, team: $team, action: $action, first: $first, after: $after) {
      items { ${historyFields} } next total } }`;
  return (await gateway.graphql<{ history: HistoryPage }>(query, { ...filter })).history;
}

export interface ContractDiff {
  readonly module: string;
  readonly from: string;
  readonly to: string;
  readonly changes: readonly { readonly kind: string; readonly what: string; readonly text: string }[];
}

/** Null when one of the releases is not there, or its contract is not known. */
export async function diffReleases(
  gateway: GatewayClient,
  question: { readonly module: string; readonly from: string; readonly to: string },
): Promise<ContractDiff | null> {
  const query = `query CliDiff($module: ID!, $from: String!, $to: String!) {
    diff(module: $module, from: $from, to: $to) { module from to changes { kind what text } } }`;
  return (await gateway.graphql<{ diff: ContractDiff | null }>(query, question)).diff;
}

/** A refusal as an error: what failed, the whole reason, and what to do. */
export function refusedBy({ code, message, field }: Problem, failure: string): CliError {
  return new CliError(code === 'NOT_SERVED' ? code : 'REFUSED', failure, {
    why: message.trim(),
    advice: adviceFor(code),
    refusal: code,
    field: field ?? undefined,
  });
}

function adviceFor(code: string): string {
  if (code === 'REFUSED_BY_GATE')
    return 'Take one of the ways out; `tessera can-i-deploy` asks again without changing anything. There is no way around it.';
  if (code === 'FINALIZED') return 'Nothing was changed. Promote a release by its name: there is no rollback any more.';
  if (code === 'NOT_SERVED') return 'Wait until it serves, or take the promotion back with `tessera rollback`.';
  if (code === 'UNKNOWN_RELEASE')
    return '`tessera releases` lists what is published; `tessera publish <path>` publishes.';
  if (code === 'FORBIDDEN') return 'Use the deploy token of the team that owns the module (teams.json says which).';
  if (code === 'STALE') return 'Somebody was faster. Look at `tessera releases`, and decide again.';
  return 'Nothing was changed. Mend what it says and run the command again.';
}
