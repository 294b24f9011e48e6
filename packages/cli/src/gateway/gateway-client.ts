/** The CLI's way to the platform: the gateway's public routes, with the deploy token of a team. Nothing else is used. */
import { setTimeout as sleep } from 'node:timers/promises';
import { CliError, messageOf } from '../errors/cli-error.ts';

export interface GatewayClient {
  readonly url: string;
  /** Runs a free-text operation. Throws `REFUSED` with the server's own words when it has errors. */
  graphql<Data>(query: string, variables: Readonly<Record<string, unknown>>): Promise<Data>;
  get(path: string): Promise<Response>;
  /** Sends JSON; the answer is the caller's to judge. */
  post(path: string, body: object): Promise<Response>;
  delete(path: string): Promise<Response>;
  put(path: string, body: Uint8Array, headers: Readonly<Record<string, string>>): Promise<Response>;
}

export interface GatewayClientOptions {
  readonly url: string;
  readonly token?: string | undefined;
  /** @default globalThis.fetch */
  readonly fetch?: typeof fetch;
  /** Pauses between tries of a request that never reached the gateway, in ms. @default [100, 400, 1500] */
  readonly retries?: readonly number[];
  /** Pauses between tries of an operation whose service is away, in ms. @default [250, 1000, 2500, 5000] */
  readonly restarts?: readonly number[];
}

interface GraphqlAnswer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: { readonly code?: string; readonly correlationId?: string };
  }[];
}

export function createGatewayClient({
  url,
  token,
  fetch: send = fetch,
  retries = [100, 400, 1500],
  restarts = [250, 1000, 2500, 5000],
}: GatewayClientOptions): GatewayClient {
  const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };

  /** Commands carry their id, so a request may be repeated: the gateway may just be restarting. */
  async function request(path: string, init: RequestInit): Promise<Response> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await send(new URL(path, url), { ...init, signal: AbortSignal.timeout(60_000) });
      } catch (error) {
        const pause = retries[attempt];
        if (pause === undefined) throw unreachable(url, error);
        await sleep(pause);
      }
    }
  }

  return {
    url,
    async graphql<Data>(query: string, variables: Readonly<Record<string, unknown>>): Promise<Data> {
      for (let attempt = 0; ; attempt++) {
        const response = await request('/graphql', {
          method: 'POST',
          headers: { ...authorization, 'content-type': 'application/json', accept: 'application/json' },
          body: JSON.stringify({ query, variables }),
        });
        const text = await response.text();
        const answer = parseAnswer<Data>(text);
        if (answer?.data && !answer.errors?.length) return answer.data;
        const pause = restarts[attempt];
        // A service that is just restarting: the command has its id, so that it is done once however often it is sent.
        if (pause === undefined || !isAway(answer)) throw refused(url, response.status, answer, text);
        await sleep(pause);
      }
    },
    get: (path) => request(path, { headers: { ...authorization, accept: 'application/json' } }),
    post: (path, body) =>
      request(path, {
        method: 'POST',
        headers: { ...authorization, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    delete: (path) => request(path, { method: 'DELETE', headers: authorization }),
    put: (path, body, headers) =>
      request(path, {
        method: 'PUT',
        headers: { ...authorization, ...headers },
        body: body as Uint8Array<ArrayBuffer>,
      }),
  };
}

function parseAnswer<Data>(text: string): GraphqlAnswer<Data> | undefined {
  try {
    return JSON.parse(text) as GraphqlAnswer<Data>;
  } catch {
    return undefined;
  }
}

/** Whether a service behind the gateway did not answer, or not in time. */
function isAway(answer: GraphqlAnswer<unknown> | undefined): boolean {
  const away = ['SERVICE_UNAVAILABLE', 'NOT_READY', 'NOT_CAUGHT_UP'];
  return answer?.errors?.some(({ extensions }) => away.includes(extensions?.code ?? '')) ?? false;
}

function unreachable(url: string, cause: unknown): CliError {
  const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  return new CliError('GATEWAY_UNREACHABLE', `The gateway at ${url} does not answer`, {
    why: messageOf(reason),
    advice: 'Look at `tessera status`; if it is not running, `tessera start`. For another gateway: --gateway <url>.',
    cause,
  });
}

function refused(url: string, status: number, answer: GraphqlAnswer<unknown> | undefined, text: string): CliError {
  if (status === 401 || status === 403) {
    return new CliError('NO_TOKEN', `The gateway at ${url} does not accept this deploy token`, {
      why: answer?.errors?.[0]?.message ?? `it answered ${status}`,
      advice:
        'Set TESSERA_TOKEN to the deploy token of the team that owns the module, or name the right data folder with --data.',
    });
  }
  const errors = answer?.errors ?? [];
  // Nobody said no: for a pipeline that is another thing than a refusal.
  const code = isAway(answer) ? 'GATEWAY_UNREACHABLE' : 'REFUSED';
  const why = errors
    .map(({ message, extensions }) => `${message}${extensions?.code ? ` [${extensions.code}]` : ''}`)
    .join('\n');
  const id = errors[0]?.extensions?.correlationId;
  return new CliError(code, `The gateway at ${url} could not do it (${status})`, {
    why: why || text.slice(0, 300) || 'it gave no reason',
    advice: `Read the gateway's log${id ? ` for ${id}` : ''}; when a service was just restarting, run the command again: it is safe to repeat.`,
  });
}
