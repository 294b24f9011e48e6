/** What a new installation starts with: the mutations that services' `scenarios/seed.ts` name, sent as people would send them. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CliError } from '../errors/cli-error.ts';

export interface SeedMutation {
  readonly operation: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly as: { readonly id: string; readonly name: string; readonly roles: readonly string[] };
}

export interface ServiceSeed {
  readonly service: string;
  /** Services whose seeds go first. */
  readonly after: readonly string[];
  readonly mutations: readonly SeedMutation[];
}

/** The seeds of all services, in the order they have to go. */
export async function readSeeds(
  root: string,
  services: readonly { readonly service: string; readonly path: string }[],
): Promise<ServiceSeed[]> {
  const seeds: ServiceSeed[] = [];
  for (const { service, path } of services) {
    const file = join(root, path, 'scenarios', 'seed.ts');
    if (!existsSync(file)) continue;
    const { seedMutations, seedAfter } = (await import(pathToFileURL(file).href)) as {
      seedMutations?: () => SeedMutation[];
      seedAfter?: readonly string[];
    };
    if (seedMutations) seeds.push({ service, after: seedAfter ?? [], mutations: seedMutations() });
  }
  return inOrder(seeds);
}

/** Each after those it names; otherwise as given. A circle is a mistake in the seeds, and said. */
export function inOrder(seeds: readonly ServiceSeed[]): ServiceSeed[] {
  const ordered: ServiceSeed[] = [];
  let waiting = [...seeds];
  while (waiting.length > 0) {
    const next = waiting.find(({ after }) => !waiting.some(({ service }) => after.includes(service)));
    if (!next) {
      throw new CliError(
        'SEED_FAILED',
        `The seeds of ${waiting.map(({ service }) => service).join(', ')} wait for each other`,
        {
          advice: 'Mend `seedAfter` in their scenarios/seed.ts.',
        },
      );
    }
    ordered.push(next);
    waiting = waiting.filter((one) => one !== next);
  }
  return ordered;
}

export interface SendSeedsOptions {
  readonly seeds: readonly ServiceSeed[];
  readonly urlOf: (service: string) => string;
  readonly token: string;
  readonly fetch?: typeof fetch;
}

interface SeedAnswer {
  readonly data?: Readonly<
    Record<
      string,
      {
        readonly position?: string | null;
        readonly problem?: { readonly code: string; readonly message: string } | null;
      } | null
    >
  > | null;
  readonly errors?: readonly { readonly message: string }[];
}

/** Sends everything, each service after it has seen what was sent before. Answers how many mutations there were. */
export async function sendSeeds({ seeds, urlOf, token, fetch: send = fetch }: SendSeedsOptions): Promise<number> {
  let position: string | undefined;
  let sent = 0;
  for (const { service, mutations } of seeds) {
    for (const mutation of mutations) {
      position = (await sendOne(service, mutation, position)) ?? position;
      sent++;
    }
  }
  return sent;

  async function sendOne(
    service: string,
    { operation, variables, as }: SeedMutation,
    atLeast: string | undefined,
  ): Promise<string | undefined> {
    const response = await send(`${urlOf(service)}/graphql`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'x-tessera-user': Buffer.from(JSON.stringify(as)).toString('base64url'),
        ...(atLeast === undefined ? {} : { 'x-tessera-at-least': atLeast }),
      },
      body: JSON.stringify({ query: operation, variables }),
      signal: AbortSignal.timeout(30_000),
    });
    const answer = (await response.json()) as SeedAnswer;
    const [result] = Object.values(answer.data ?? {});
    if (result && !result.problem && !answer.errors?.length) return result.position ?? undefined;
    throw new CliError('SEED_FAILED', `${service} refused a seed mutation`, {
      why: `${result?.problem ? `${result.problem.message} [${result.problem.code}]` : JSON.stringify(answer.errors ?? answer)}\nin ${JSON.stringify(variables)}`,
      advice: `Mend services/${service}/scenarios/seed.ts (or the service) and start again; what was sent stays, and is not sent twice.`,
    });
  }
}
