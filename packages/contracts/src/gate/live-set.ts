/** What may meet in production: everything of one environment that somebody can still run. Plain data, handed in. */
import type { AppContract, LibraryContract, ServiceContract, ShellContract } from '../contract.ts';

/**
 * Why a release is live: `stable` (what new pages get), `canary`, `pinned` (a group of people has it), `previous` (what
 * a rollback returns to), `tabs` (open tabs still run it), `serving` (a gateway still sends everybody's requests to this release
 * of a service, although another is stable: that one is not ready yet).
 */
export type LiveRole = (typeof liveRoles)[number];
export const liveRoles = ['stable', 'canary', 'pinned', 'previous', 'tabs', 'serving'] as const;

interface Named {
  /** As in teams.json: `orders`, `orders-service`, `shell`. */
  readonly module: string;
  readonly version: string;
}

/** A release with its contract: what is judged. */
export type ContractOf = Named &
  (
    | { readonly kind: 'app'; readonly contract: AppContract }
    | { readonly kind: 'shell'; readonly contract: ShellContract }
    | { readonly kind: 'library'; readonly contract: LibraryContract }
    | { readonly kind: 'service'; readonly contract: ServiceContract }
  );

export type LiveRelease = ContractOf & {
  readonly roles: readonly LiveRole[];
  /** How many tabs run it. @default 0 */
  readonly openTabs?: number;
};

export interface LiveSet {
  readonly environment: string;
  /** Of the composition, as a cursor: a verdict names it, and a promotion on another one must be judged again. */
  readonly position: string;
  readonly releases: readonly LiveRelease[];
}

export const nameOf = ({ module, version }: Named): string => `${module}@${version}`;

/**
 * Only a canary, of a service: meets whatever everybody has, but no other service's canary, since a user is in one at most, and
 * requests leave it in the moment it ends. What a page has loaded stays in open tabs, whose user may be given another module's
 * canary meanwhile: an app's canary meets everything.
 */
export function isCanaryOnly({ kind, roles }: Pick<LiveRelease, 'kind' | 'roles'>): boolean {
  return kind === 'service' && roles.length > 0 && roles.every((role) => role === 'canary');
}
