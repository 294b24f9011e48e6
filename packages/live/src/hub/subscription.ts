/** One subscription of one connection, from its hash to its place in a group. */
import type { SubscriptionRequest } from '../protocol/request.ts';
import type { BoundSelection } from '../selection/selection.ts';
import type { LiveOperation } from './hub-types.ts';
import type { Link } from './link.ts';
import type { ServiceFeed } from './service-feed.ts';
import type { Opening } from './source.ts';

export interface Subscription {
  readonly id: string;
  readonly feed: ServiceFeed;
  readonly bound: BoundSelection;
  /** Null: nothing was seen. Undefined: `Last-Event-ID` may say. */
  readonly after: string | null | undefined;
  /** Where it leads; undefined until the service has said so. */
  place: { readonly opening: Opening; readonly link: Link } | undefined;
  /** What it is served from until its own feed has said where it leads: it goes over from another one. */
  former: Subscription | undefined;
  /** Of the question to the service that is under way. */
  asking: AbortController;
}

export type Resolved =
  | { readonly ok: true; readonly subscription: Subscription }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** What can be said of a subscription without asking its service. */
export function resolveSubscription(
  request: SubscriptionRequest,
  operation: (hash: string) => LiveOperation | undefined,
  feedOf: (service: string) => ServiceFeed | undefined,
): Resolved {
  const { id, hash, variables = {}, after } = request;
  const found = operation(hash);
  if (found === undefined)
    return {
      ok: false,
      code: 'UNKNOWN_OPERATION',
      message: `No live operation with the hash ${hash.slice(0, 12)}… is published. Publish the app, or load the page again.`,
    };
  const bound = found.selection.bind(variables);
  if (!bound.ok) return { ok: false, code: bound.problem.code, message: bound.problem.message };
  const feed = feedOf(found.service);
  if (feed === undefined)
    return {
      ok: false,
      code: 'UNKNOWN_SERVICE',
      message: `The service ${found.service} of Subscription.${found.selection.field} is not known here.`,
    };
  return {
    ok: true,
    subscription: {
      id,
      feed,
      bound: bound.bound,
      after,
      place: undefined,
      former: undefined,
      asking: new AbortController(),
    },
  };
}

/** Whether two answers of the service lead to the same documents. */
export function samePlace(a: Opening, b: Opening): boolean {
  const same = a.projection === b.projection && a.partition === b.partition && a.type === b.type;
  return same && (a.scope ?? '') === (b.scope ?? '');
}
