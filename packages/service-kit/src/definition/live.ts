import type { User } from './user.ts';

/** A refusal to show documents live; becomes HTTP 403 with this message. */
export interface Forbidden {
  readonly forbidden: string;
}

/** From a live rule: this user may not see these documents. Say who may, or whom to ask. */
export function forbidden(message: string): Forbidden {
  return { forbidden: message };
}

/** Which documents a live field shows: one partition, or `*` for all. */
export type LiveGrant = { readonly partition: string } | Forbidden;

export type LiveArguments = { readonly [name: string]: string | null | undefined };

/**
 * One per Subscription field: arguments and user decide which documents, or refuse. Pure. `user` is `anonymous` when
 * nobody is signed in.
 */
export type LiveRule = { decide(args: LiveArguments, user: User): LiveGrant }['decide'];
