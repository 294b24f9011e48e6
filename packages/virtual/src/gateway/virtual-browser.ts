/** One browser in front of the virtual gateway: who is signed in there, and its `fetch`. */
import { createLiveHandler, type Hub, type LiveOperation } from '@tessera/live/hub';
import type { User } from '@tessera/service-kit';
import type { GraphqlEndpoint } from './graphql-endpoint.ts';
import { baseUrl } from './paths.ts';
import { createVirtualGateway } from './virtual-gateway.ts';

export interface VirtualBrowser {
  /** Answers as the gateway does; a `fetch` for clients. Addresses may be relative. Rejects when its signal aborts. */
  fetch(input: Request | URL | string, init?: RequestInit): Promise<Response>;
  /** Who is signed in. */
  readonly user: User | null;
  /** Somebody else, or nobody, from now on. The live streams of the former user end, everywhere. */
  signIn(user: User | null): void;
}

export interface VirtualBrowserOptions {
  readonly user: User | null;
  readonly hub: Hub;
  readonly graphql: GraphqlEndpoint;
  readonly operation: (hash: string) => LiveOperation | undefined;
  /** Before each answer: history is recorded, latency has passed. */
  readonly before: (request: Request) => Promise<void>;
  /** Counts as work until it is answered. */
  readonly during: (answer: () => Promise<Response>) => Promise<Response>;
  readonly now: () => number;
  readonly composition: ((user: User | null) => unknown) | undefined;
  readonly passthrough: ((request: Request) => Response | Promise<Response>) | undefined;
  readonly newCorrelationId: () => string;
  readonly onUnexpected: (error: unknown) => void;
}

const sessionMs = 12 * 3_600_000;

export function createVirtualBrowser(options: VirtualBrowserOptions): VirtualBrowser {
  const { hub, operation, onUnexpected } = options;
  let { user } = options;
  const gateway = createVirtualGateway({
    ...options,
    live: createLiveHandler({ hub, session: () => ({ user }), operation: (hash) => operation(hash) }),
    user: () => user,
    signOut: () => browser.signIn(null),
    sessionEnds: () => options.now() + sessionMs,
  });
  const browser: VirtualBrowser = {
    fetch: (input, init) =>
      options.during(async () => {
        const request = toRequest(input, init);
        await options.before(request);
        return gateway(request);
      }),
    get user() {
      return user;
    },
    signIn(next) {
      const former = user;
      user = next;
      if (former !== null && former.id !== next?.id) hub.endSession(former.id);
      else if (next !== null) hub.recheck(next).catch(onUnexpected);
    },
  };
  return browser;
}

function toRequest(input: Request | URL | string, init: RequestInit | undefined): Request {
  if (input instanceof Request) return init === undefined ? input : new Request(input, init);
  return new Request(new URL(input, baseUrl()), init);
}
