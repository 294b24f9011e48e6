/** People at work in the shop of `createShopProduct`: they sell and look without a pause, and keep live lists open. */
import { operationHash } from '@tessera/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import { uploadApp } from './upload-app.ts';

export interface ShopLoad {
  /** Commands that were acknowledged, and the answers to queries, so far. */
  readonly sold: ReadonlySet<string>;
  readonly answers: number;
  /** What went wrong, in words. */
  readonly failures: readonly string[];
  readonly streams: readonly WatchedStream[];
  /** `Sale.label` as its one worker saw it, one after the other, without repeats; empty unless asked for. */
  readonly labels: readonly string[];
  /** From now on they buy this. */
  buy(item: string): void;
  /** Ends the requests, the streams stay. */
  rest(): Promise<void>;
  close(): void;
}

/** A live list as its reader sees it. */
export interface WatchedStream {
  /** Key → whether it was thanked. */
  readonly sales: ReadonlyMap<string, boolean>;
  /** Frames that replaced everything, after the first. */
  readonly resets: number;
  readonly open: boolean;
}

const app = 'shopper@1.0.0';
const text = 'subscription ShopSales {\n  sales {\n    id\n    thanked\n  }\n}';

/** Publishes the app whose operation the streams are. */
export async function uploadShopper(url: string, token: string): Promise<void> {
  const operations = [
    {
      name: 'ShopSales',
      kind: 'subscription' as const,
      hash: await operationHash(text),
      text,
      source: { file: 'src/sales.graphql', line: 1 },
    },
  ];
  await uploadApp(url, token, { module: 'shopper', version: '1.0.0', team: 'one', operations });
}

export async function signIn(url: string, identity = 'ada'): Promise<string> {
  const response = await fetch(`${url}/auth/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ identity }),
  });
  const cookie = response.headers.get('set-cookie')?.split(';')[0];
  if (cookie === undefined) throw new Error(`signing in answered ${response.status} without a cookie`);
  return cookie;
}

/** One operation through the gateway; throws when it is not answered without errors. */
export async function askShop(
  url: string,
  cookie: string,
  query: string,
  variables: object = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie, ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const body = (await response.json()) as { readonly data?: unknown; readonly errors?: unknown };
  if (response.ok && body.errors === undefined) return body.data;
  throw new Error(`${response.status} ${JSON.stringify(body)}`);
}

export async function startShopLoad(
  url: string,
  { workers = 3, streams = 3, prefix = 's', identity = 'ada', label = false } = {},
): Promise<ShopLoad> {
  const cookie = await signIn(url, identity);
  const sold = new Set<string>();
  const failures: string[] = [];
  const labels: string[] = [];
  let item = 'bolt';
  const asked = `query ($id: ID!) { sale(id: $id) { id item ${label ? 'label' : ''} } }`;
  const end = new AbortController();
  let resting = false;
  let answers = 0;
  const watched = await Promise.all(
    Array.from({ length: streams }, () => watch(url, cookie, end.signal, (why) => failures.push(why))),
  );

  async function work(worker: number): Promise<void> {
    for (let at = 0; !resting; at++) {
      const id = `${prefix}${worker}-${at}`;
      try {
        const data = (await askShop(
          url,
          cookie,
          'mutation ($id: ID!, $item: String!) { sell(commandId: $id, id: $id, item: $item) { position problem { code } } }',
          { id, item },
        )) as { sell: { position: string | null; problem: object | null } };
        if (data.sell.problem !== null) throw new Error(JSON.stringify(data.sell.problem));
        sold.add(id);
        // As browsers do: whichever process answers shows at least this.
        const { position } = data.sell;
        const atLeast = position === null ? {} : { 'x-tessera-at-least': `shop=${position}` };
        const seen = (await askShop(url, cookie, asked, { id }, atLeast)) as { sale: { label?: string } | null };
        if (seen.sale === null) throw new Error(`${id} was sold, and is not there`);
        if (seen.sale.label !== undefined && labels.at(-1) !== seen.sale.label) labels.push(seen.sale.label);
        answers += 1;
        // People, not a benchmark: the processor is needed by what is started meanwhile.
        await sleep(100);
      } catch (error) {
        failures.push(`${id}: ${(error as Error).message}`);
      }
    }
  }
  const working = Array.from({ length: workers }, (_, worker) => work(worker));

  return {
    sold,
    get answers() {
      return answers;
    },
    failures,
    streams: watched,
    labels,
    buy: (next) => void (item = next),
    async rest() {
      resting = true;
      await Promise.all(working);
    },
    close() {
      resting = true;
      end.abort();
    },
  };
}

async function watch(
  url: string,
  cookie: string,
  signal: AbortSignal,
  onFailure: (why: string) => void,
): Promise<WatchedStream> {
  const response = await fetch(`${url}/live`, {
    method: 'POST',
    signal,
    headers: { cookie, accept: 'text/event-stream', 'content-type': 'application/json', 'x-tessera-app': app },
    body: JSON.stringify({ subscriptions: [{ id: 'all', hash: await operationHash(text), variables: {} }] }),
  });
  if (!response.ok || response.body === null) throw new Error(`/live: ${response.status} ${await response.text()}`);
  const sales = new Map<string, boolean>();
  const stream = { sales, resets: 0, open: true };
  let position = 0;

  const take = (event: string, data: Frame): void => {
    if (event === 'problem') onFailure(`live: ${JSON.stringify(data)}`);
    if (data.cursor === undefined) return;
    const at = Number.parseInt(data.cursor.split('.')[1] ?? '', 36);
    if (at < position) onFailure(`live: a ${event} of ${at} after one of ${position}`);
    position = at;
    if (event === 'reset') stream.resets += 1;
    if (data.documents !== undefined) {
      const missing = [...sales.keys()].filter((key) => !data.documents!.some(([shown]) => shown === key));
      if (missing.length > 0) onFailure(`live: a ${event} no longer shows ${missing.join(', ')}`);
    }
    for (const [key, { thanked }] of [...(data.documents ?? []), ...(data.put ?? [])]) {
      if (sales.get(key) === true && !thanked) onFailure(`live: ${key} is shown as it was before`);
      sales.set(key, thanked);
    }
    for (const key of data.gone ?? []) onFailure(`live: ${key} is gone`);
  };
  const read = async (body: ReadableStream<string>): Promise<void> => {
    let rest = '';
    for await (const piece of body) {
      const blocks = (rest + piece).split('\n\n');
      rest = blocks.pop()!;
      for (const block of blocks) {
        const lines = block.split('\n');
        const field = (name: string) =>
          lines
            .find((line) => line.startsWith(`${name}:`))
            ?.slice(name.length + 1)
            .trim();
        const data = field('data');
        if (data !== undefined) take(field('event') ?? '', JSON.parse(data) as Frame);
      }
    }
    throw new Error('it ended');
  };
  read(response.body.pipeThrough(new TextDecoderStream())).catch((error: unknown) => {
    stream.open = false;
    if (!signal.aborted) onFailure(`live: ${(error as Error).message}`);
  });
  return stream;
}

interface Frame {
  readonly cursor?: string;
  readonly documents?: readonly (readonly [string, { readonly thanked: boolean }])[];
  readonly put?: readonly (readonly [string, { readonly thanked: boolean }])[];
  readonly gone?: readonly string[];
}
