/** A preview: releases that are published and not live, together, for whoever holds the token; signed, for a while, for one environment. */
import { z } from 'zod';
import { canonicalJson } from '../canonical-json.ts';
import { isoTime, moduleName, version } from '../names.ts';
import { signAs, verifyAs } from './jws.ts';
import type { KeySet, SigningKey } from './keys.ts';
import { SignatureRefused } from './refused.ts';

const kind = 'tessera-preview+jws';

const previewSchema = z.object({
  schemaVersion: z.literal(1),
  id: z.string().min(1).max(64),
  environment: z.string().min(1),
  releases: z
    .array(z.object({ module: moduleName, version, digest: z.string().min(1) }))
    .min(1)
    .max(50),
  /** Only this person may use it; without it, whoever is signed in and has the link. */
  user: z.string().min(1).optional(),
  /** Who made it. */
  by: z.string().min(1),
  issued: isoTime,
  expires: isoTime,
});

export type Preview = z.infer<typeof previewSchema>;

export function signPreview(preview: Omit<Preview, 'schemaVersion'>, key: SigningKey): Promise<string> {
  return signAs(kind, canonicalJson({ ...preview, schemaVersion: 1 }), key);
}

/** Throws `SignatureRefused`. Whether it has expired, and whose it is, is the caller's to judge. */
export async function verifyPreview(text: string, keys: KeySet, environment: string): Promise<Preview> {
  const { value } = await verifyAs(kind, text, keys);
  const parsed = previewSchema.safeParse(value);
  if (!parsed.success) throw new SignatureRefused('MALFORMED', 'what is signed is no preview');
  if (parsed.data.environment !== environment)
    throw new SignatureRefused('WRONG_ENVIRONMENT', `it is for ${parsed.data.environment}, not for ${environment}`);
  return parsed.data;
}
