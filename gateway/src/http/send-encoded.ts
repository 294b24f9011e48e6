/** Answers that are worth encoding on the way: long, and each one of its kind, so quickly rather than tightly. */
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { header, type Exchange } from './exchange.ts';
import { send } from './respond.ts';

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

/** In the best encoding the request accepts. `headers` include the content type; */
export async function sendEncoded(
  { req, res }: Exchange,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<void> {
  const accepted = header(req, 'accept-encoding') ?? '';
  const fixed = { ...headers, vary: 'accept-encoding, cookie' };
  if (/\bbr\b/.test(accepted)) {
    const encoded = await brotli(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } });
    return send(res, status, { ...fixed, 'content-encoding': 'br' }, encoded);
  }
  if (/\bgzip\b/.test(accepted))
    return send(res, status, { ...fixed, 'content-encoding': 'gzip' }, await zip(body, { level: 5 }));
  send(res, status, fixed, body);
}
