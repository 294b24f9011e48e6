/** A compact JWS (RFC 7515) of one kind: the kind stands in its header, so that nothing signed passes for something else. */
import { CompactSign, compactVerify, decodeProtectedHeader } from 'jose';
import { algorithm, type KeySet, type SigningKey } from './keys.ts';
import { SignatureRefused } from './refused.ts';

export function signAs(kind: string, payload: string, { kid, key }: SigningKey): Promise<string> {
  return new CompactSign(new TextEncoder().encode(payload))
    .setProtectedHeader({ alg: algorithm, kid, typ: kind })
    .sign(key);
}

/** The payload, parsed; throws `SignatureRefused`. Which key and algorithm may be used is ours to say, never the header's. */
export async function verifyAs(kind: string, text: string, keys: KeySet): Promise<{ value: unknown; kid: string }> {
  const { alg, kid, typ } = headerOf(text);
  if (alg !== algorithm)
    throw new SignatureRefused('WRONG_ALGORITHM', `it is signed by ${JSON.stringify(alg)}, not by ${algorithm}`);
  if (typ !== kind) throw new SignatureRefused('WRONG_KIND', `it is signed as ${JSON.stringify(typ)}, not as ${kind}`);
  const key = kid === undefined ? undefined : keys.get(kid);
  if (kid === undefined || key === undefined)
    throw new SignatureRefused(
      'UNKNOWN_KEY',
      `it is signed by the key ${JSON.stringify(kid)}; known are ${[...keys.keys()].join(', ') || 'none'}`,
    );
  const { payload } = await compactVerify(text, key, { algorithms: [algorithm] }).catch((error: unknown) => {
    throw new SignatureRefused('BAD_SIGNATURE', `its signature by ${kid} does not hold`, { cause: error });
  });
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)), kid };
  } catch (error) {
    throw new SignatureRefused('MALFORMED', 'what is signed is not JSON', { cause: error });
  }
}

function headerOf(text: string): { alg?: unknown; kid?: string; typ?: unknown } {
  try {
    return decodeProtectedHeader(text);
  } catch (error) {
    throw new SignatureRefused('MALFORMED', 'it is no compact JWS', { cause: error });
  }
}
