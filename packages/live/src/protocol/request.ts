/** The body of `POST /live` (LIVE-1), checked and bounded (LIVE-2) before anything is done for it. */
import { z } from 'zod';

export interface SubscriptionRequest {
  /** The client's name for it, unique within the request. */
  readonly id: string;
  /** sha256 of the published operation's text, in hex. */
  readonly hash: string;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  /** Cursor of the last frame seen. Null: has seen nothing, whatever `Last-Event-ID` says (LIVE-4). */
  readonly after?: string | null | undefined;
}

export interface LiveRequest {
  readonly subscriptions: readonly SubscriptionRequest[];
}

export interface RequestLimits {
  /** @default 65536 */
  readonly bodyBytes: number;
  /** @default 100 */
  readonly subscriptions: number;
  /** Of one subscription's variables as JSON. @default 4096 */
  readonly variableBytes: number;
}

export const defaultLimits: RequestLimits = { bodyBytes: 64 * 1024, subscriptions: 100, variableBytes: 4 * 1024 };

export type ParsedRequest =
  | { readonly ok: true; readonly request: LiveRequest }
  | { readonly ok: false; readonly status: 400 | 413; readonly code: string; readonly message: string };

const subscription = z.object({
  id: z.string().min(1).max(64),
  hash: z.string().min(1).max(128),
  variables: z.record(z.string(), z.unknown()).optional(),
  after: z.string().max(256).nullish(),
});
const body = z.object({ subscriptions: z.array(subscription) });

/** Reads a request's body text. Refusals are values; the caller answers them with `status` and `{code, message}`. */
export function parseRequest(text: string, limits: RequestLimits = defaultLimits): ParsedRequest {
  // Characters never outnumber bytes, so this catches what is surely too long without encoding it.
  if (text.length > limits.bodyBytes) return tooLarge(`The body is longer than ${limits.bodyBytes} bytes.`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return malformed('The body is not JSON.');
  }
  const parsed = body.safeParse(json);
  if (!parsed.success) return malformed(describe(parsed.error));
  const { subscriptions } = parsed.data;
  if (subscriptions.length > limits.subscriptions)
    return tooLarge(
      `${subscriptions.length} subscriptions on one stream; at most ${limits.subscriptions} are served. Subscribe to fewer, wider lists.`,
    );
  const ids = new Set<string>();
  for (const { id, variables } of subscriptions) {
    if (ids.has(id)) return malformed(`Two subscriptions have the id "${id}"; ids are unique within a request.`);
    ids.add(id);
    if (variables !== undefined && JSON.stringify(variables).length > limits.variableBytes)
      return tooLarge(`The variables of subscription "${id}" are longer than ${limits.variableBytes} bytes.`);
  }
  return { ok: true, request: parsed.data };
}

function describe(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue === undefined ? 'The body is malformed.' : `${issue.path.join('.') || 'body'}: ${issue.message}`;
}

const malformed = (message: string): ParsedRequest => ({ ok: false, status: 400, code: 'BAD_REQUEST', message });
const tooLarge = (message: string): ParsedRequest => ({ ok: false, status: 413, code: 'TOO_LARGE', message });
