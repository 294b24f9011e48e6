/** One composition of an environment as a file that cannot be altered, moved to another environment, or passed off. */
import { z } from 'zod';
import { canonicalJson } from '../canonical-json.ts';
import { liveRowSchema } from '../live-rows.ts';
import { isoTime } from '../names.ts';
import { signAs, verifyAs } from './jws.ts';
import type { KeySet, SigningKey } from './keys.ts';
import { SignatureRefused } from './refused.ts';

const kind = 'tessera-composition+jws';

const signedCompositionSchema = z.object({
  schemaVersion: z.literal(1),
  environment: z.string().min(1),
  /** Cursor of the change that made it: its position tells which of two is newer. */
  revision: z.string().min(1),
  /** When it was signed, ISO 8601. Tells which of two is newer when they come from different logs. */
  issued: isoTime,
  rows: z.array(liveRowSchema),
});

export type SignedComposition = z.infer<typeof signedCompositionSchema>;
export type UnsignedComposition = Omit<SignedComposition, 'schemaVersion'>;

export interface VerifiedComposition extends SignedComposition {
  readonly kid: string;
}

export function signComposition(composition: UnsignedComposition, key: SigningKey): Promise<string> {
  const rows = composition.rows.toSorted((a, b) => (a.module < b.module ? -1 : 1));
  return signAs(kind, canonicalJson({ ...composition, rows, schemaVersion: 1 }), key);
}

/** Throws `SignatureRefused`. Whether it is newer than another is the caller's to judge. */
export async function verifyComposition(text: string, keys: KeySet, environment: string): Promise<VerifiedComposition> {
  const { value, kid } = await verifyAs(kind, text.trim(), keys);
  const parsed = signedCompositionSchema.safeParse(value);
  if (!parsed.success)
    throw new SignatureRefused('MALFORMED', `what ${kid} signed is no composition: ${z.prettifyError(parsed.error)}`);
  if (parsed.data.environment !== environment)
    throw new SignatureRefused(
      'WRONG_ENVIRONMENT',
      `it is the composition of ${parsed.data.environment}, not of ${environment}`,
    );
  return { ...parsed.data, kid };
}
