/** An expected refusal outside GraphQL: answered as JSON `{code, message, correlationId}`. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export function refusalResponse({ status, code, message, headers }: Refused, correlationId: string): Response {
  return jsonResponse({ code, message, correlationId }, status, headers);
}

/** As the gateway writes it. */
export function jsonResponse(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  const fixed = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };
  return new Response(JSON.stringify(value), { status, headers: { ...fixed, ...headers } });
}
