/** The releases service on an in-memory log, asked in GraphQL as the console, the CLI and the gateways do. */
import { createInMemoryHost, type InMemoryHost, type User } from '@tessera/service-kit';
import { releases } from '../src/service.ts';
import { idleApp, releaseOf, type Draft } from './small-product.ts';

export const dana: User = { id: 'dana', name: 'Dana Reyes', roles: ['staff', 'release-manager'] };
export const gateway: User = { id: 'gateway', name: 'Gateway', roles: ['gateway'] };
export const deploys = (team: string): User => ({
  id: `deploy:${team}`,
  name: `Team ${team}`,
  roles: ['deploy', `team:${team}`],
});

export interface Outcome {
  readonly release: { readonly id: string; readonly liveIn: readonly string[] } | null;
  readonly live: {
    readonly version: string;
    readonly previousVersion: string | null;
    readonly canaryVersion: string | null;
    readonly revision: string;
    readonly reason: string | null;
    readonly by: string | null;
  } | null;
  readonly verdict: {
    readonly ok: boolean;
    readonly position: string;
    readonly unjudged: readonly string[];
    readonly refusals: readonly { readonly code: string; readonly text: string }[];
  } | null;
  readonly position: string | null;
  readonly problem: { readonly code: string; readonly message: string; readonly field: string | null } | null;
}

const outcome = `{ release { id liveIn } live { version previousVersion canaryVersion revision by reason }
  verdict { ok position unjudged refusals { code text } } position problem { code message field } }`;

export interface Console {
  readonly host: InMemoryHost;
  ask<Answer>(query: string, variables?: Readonly<Record<string, unknown>>, user?: User): Promise<Answer>;
  mutate(verb: string, input: object, user?: User): Promise<Outcome>;
  publish(module: string, version: string, change?: Partial<Draft>, more?: object, user?: User): Promise<Outcome>;
  report(
    kind: 'Census' | 'Serving' | 'Health',
    input: object,
    user?: User,
  ): Promise<Pick<Outcome, 'position' | 'problem'>>;
  close(): Promise<void>;
}

export function createConsole(options: Parameters<typeof createInMemoryHost>[1] = {}): Console {
  const host = createInMemoryHost(releases, options);
  let commands = 0;

  async function ask<Answer>(query: string, variables: Readonly<Record<string, unknown>> = {}, user: User = dana) {
    const { data, errors } = await host.execute<Record<string, Answer>>({ query, variables, user });
    if (errors || !data) throw new Error(JSON.stringify(errors));
    return Object.values(data)[0] as Answer;
  }

  function mutate(verb: string, input: object, user?: User): Promise<Outcome> {
    const type = `${verb === 'publishRelease' ? 'PublishRelease' : verb[0]!.toUpperCase() + verb.slice(1)}Input`;
    const query = `mutation ($input: ${type}!) { ${verb}(input: $input) ${outcome} }`;
    return ask<Outcome>(query, { input: { commandId: `c${++commands}`, ...input } }, user);
  }

  return {
    host,
    ask,
    mutate,
    async publish(module, version, { contract = idleApp, kind = 'app', team = module } = {}, more = {}, user) {
      const release = await releaseOf({ module, version, team, kind, contract });
      return mutate('publishRelease', { ...release, ...more }, user);
    },
    report(kind, input, user = gateway) {
      const query = `mutation ($input: Report${kind}Input!) { report${kind}(input: $input) { position problem { code message field } } }`;
      return ask(query, { input: { commandId: `c${++commands}`, gateway: 'gateway-1', ...input } }, user);
    },
    close: () => host.close(),
  };
}
