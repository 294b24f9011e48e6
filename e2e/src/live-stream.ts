/** The product's live stream as a program reads it: one POST, server-sent events, no client of ours in between. */
export interface Frame {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface LiveStream {
  /** Resolves with the first frame, past or to come, of one of these events. */
  next(...events: string[]): Promise<Frame>;
  close(): void;
}

export interface LiveOptions {
  readonly url: string;
  readonly cookie: string;
  /** `app@version` whose operations these are. */
  readonly app: string;
  readonly subscription: { readonly hash: string; readonly variables: object; readonly after?: string };
}

export async function openLiveStream({ url, cookie, app, subscription }: LiveOptions): Promise<LiveStream> {
  const stop = new AbortController();
  const response = await fetch(`${url}/live`, {
    method: 'POST',
    signal: stop.signal,
    headers: {
      origin: url,
      cookie,
      accept: 'text/event-stream',
      'content-type': 'application/json',
      'x-tessera-app': app,
    },
    body: JSON.stringify({ subscriptions: [{ id: 'all', ...subscription }] }),
  });
  if (!response.ok || response.body === null) throw new Error(`/live: ${response.status} ${await response.text()}`);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const frames: Frame[] = [];
  let text = '';
  return {
    async next(...events) {
      for (;;) {
        const at = frames.findIndex(({ event }) => events.includes(event));
        if (at >= 0) return frames.splice(0, at + 1).at(-1)!;
        const { value, done } = await reader.read();
        if (done) throw new Error(`the live stream ended before ${events.join(' or ')}`);
        text += value;
        const blocks = text.split('\n\n');
        text = blocks.pop()!;
        frames.push(...blocks.flatMap(parse));
      }
    },
    close: () => stop.abort(),
  };
}

function parse(block: string): Frame[] {
  const field = (name: string) =>
    block
      .split('\n')
      .find((line) => line.startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim();
  const [event, data] = [field('event'), field('data')];
  return event === undefined || data === undefined ? [] : [{ event, data: JSON.parse(data) as Frame['data'] }];
}
