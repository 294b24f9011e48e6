/** The file of deploy tokens: hashes only, by team. Written by the supervisor and `tessera token`, read by the gateway. */
import { z } from 'zod';
import { isoTime, sha256Hex } from './names.ts';

export const deployTokenSchema = z.strictObject({
  /** By which it is listed and revoked; no secret. */
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  /** sha256 of the token, hex. */
  hash: sha256Hex,
  created: isoTime,
  /** From then on it is nobody's; null: never. */
  expires: isoTime.nullable(),
  /** The token's last characters, by which people recognise it. */
  last4: z.string().length(4),
});

/** A bare hash is a token of before they had ids: it does not expire, and is revoked by taking its line out. */
const entry = z.union([sha256Hex, deployTokenSchema]);

export const deployTokensSchema = z.record(z.string().min(1), z.union([entry, z.array(entry)]));

export type DeployToken = z.infer<typeof deployTokenSchema>;
export type DeployTokensFile = z.infer<typeof deployTokensSchema>;

/** A token and whose it is; one without an id is of before they had any. */
export type TeamToken = Partial<DeployToken> & Pick<DeployToken, 'hash'> & { readonly team: string };

/** Every token of a file with its team, in the file's order. */
export function tokensIn(file: DeployTokensFile): TeamToken[] {
  return Object.entries(file).flatMap(([team, entries]) =>
    [entries].flat().map((each) => (typeof each === 'string' ? { team, hash: each } : { team, ...each })),
  );
}

/** The file that holds them: `tokensIn` backwards. Throws what the schema says of a token that does not fit. */
export function tokensFileOf(tokens: readonly TeamToken[]): DeployTokensFile {
  const byTeam = Map.groupBy(tokens, ({ team }) => team);
  const entries = [...byTeam].map(([team, all]) => [
    team,
    all.map(({ team: _, ...token }) => (token.id === undefined ? token.hash : token)),
  ]);
  return deployTokensSchema.parse(Object.fromEntries(entries));
}
