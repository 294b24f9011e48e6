/** What a gateway does, small: the routes of a service host, for tests. */
import type { FeedLine } from '../core/feed/change-line.ts';
import type { DocumentsAnswer } from '../core/runtime/documents.ts';
import type { User } from '../definition/user.ts';

export const token = 'test-token';
export const ada: User = { id: 'ada', name: 'Ada', roles: ['customer'] };
export const staff: User = { id: 'sam', name: 'Sam Ünicode', roles: ['staff'] };

export interface GraphqlAnswer<Data> {
  readonly data?: Data | null;
  readonly errors?: {
    readonly message: string;
    readonly extensions: { readonly code: string; readonly correlationId: string };
  }[];
  readonly extensions: { readonly tessera: { readonly service: string; readonly position: string } };
}

interface GraphqlRequest {
  readonly query: string;
  readonly variables?: object;
  readonly user?: User | null;
  readonly headers?: Record<string, string>;
}

export function httpClient(url: string) {
  const authorization = `Bearer ${token}`;
  const get = (path: string): Promise<Response> => fetch(`${url}${path}`, { headers: { authorization } });
  const post = (
    path: string,
    body: unknown,
    user?: User | null,
    headers: Record<string, string> = {},
  ): Promise<Response> =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: {
        authorization,
        'content-type': 'application/json',
        ...(user ? { 'x-tessera-user': Buffer.from(JSON.stringify(user)).toString('base64url') } : {}),
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return {
    get,
    post,
    async graphql<Data = Record<string, unknown>>({ query, variables = {}, user = ada, headers = {} }: GraphqlRequest) {
      const response = await post('/graphql', { query, variables }, user, headers);
      return (await response.json()) as GraphqlAnswer<Data>;
    },
    async documents(projection: string, after?: string, partition = '*') {
      const query = new URLSearchParams({ projection, partition, ...(after === undefined ? {} : { after }) });
      return (await (await get(`/documents?${query.toString()}`)).json()) as DocumentsAnswer;
    },
    async sell(id: string, { commandId = `c-${id}`, item = 'bolt', quantity = 1, user = ada as User | null } = {}) {
      const answer = await this.graphql<{ sell: SellAnswer }>({
        query: sellMutation,
        variables: { commandId, id, item, quantity },
        user,
      });
      if (!answer.data) throw new Error(JSON.stringify(answer.errors));
      return answer.data.sell;
    },
    async feed(after?: string) {
      const stop = new AbortController();
      const query = after === undefined ? '' : `?${new URLSearchParams({ after }).toString()}`;
      const response = await fetch(`${url}/feed${query}`, { headers: { authorization }, signal: stop.signal });
      const lines = readLines(response.body!);
      return {
        close: () => stop.abort(),
        async next(): Promise<FeedLine> {
          const { value } = await lines.next();
          if (value === undefined) throw new Error('the feed ended');
          return value;
        },
      };
    },
  };
}

export interface SellAnswer {
  readonly position: string | null;
  readonly duplicate: boolean | null;
  readonly problem: { readonly code: string; readonly message: string; readonly field: string | null } | null;
  readonly sale: {
    readonly id: string;
    readonly status: string;
    readonly label: string;
    readonly version: string;
  } | null;
}

export const sellMutation = `mutation ($commandId: ID!, $id: ID!, $item: String!, $quantity: Int!) {
  sell(commandId: $commandId, id: $id, item: $item, quantity: $quantity) {
    position duplicate problem { code message field } sale { id status label version }
  }
}`;

async function* readLines(body: ReadableStream<Uint8Array>): AsyncGenerator<FeedLine> {
  let rest = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream() as never) as unknown as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line) as FeedLine;
  }
}

/** Asks until the answer is right. A test waits on progress, never on time. */
export async function eventually<T>(ask: () => Promise<T> | T, isRight: (answer: T) => boolean): Promise<T> {
  for (const deadline = Date.now() + 120_000; ; await new Promise((resolve) => setTimeout(resolve, 5))) {
    const answer = await ask();
    if (isRight(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`It never came to be; last: ${JSON.stringify(answer)}`);
  }
}
