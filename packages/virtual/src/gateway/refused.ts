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
  return Response.json(
    { code, message, correlationId },
    { status, headers: { 'cache-control': 'no-store', ...headers } },
  );
}
