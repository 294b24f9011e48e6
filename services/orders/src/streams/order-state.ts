/**
 * What deciding about an order needs to know of it.
 *
 * Two things move independently and meet here: the goods (`stage`, only ever forward) and the wish to cancel
 * (`cancelling`). Fulfilment's answers may arrive in any order, so no rule below depends on which came first.
 */
import type { Stage } from '../events.ts';

export interface OrderState {
  readonly id: string;
  readonly number: string;
  readonly customerId: string;
  readonly stage: 'NONE' | Stage;
  /** Once it is not OPEN, nothing changes any more. */
  readonly outcome: 'OPEN' | 'REFUSED' | 'CANCELLED';
  readonly cancelling: boolean;
}

export const initial: OrderState = {
  id: '',
  number: '',
  customerId: '',
  stage: 'NONE',
  outcome: 'OPEN',
  cancelling: false,
};

/** The stages an order goes through, in order. */
export const route = ['PLACED', 'CONFIRMED', 'PICKED', 'DISPATCHED', 'COMPLETED'] as const;

/** The stages after `from` up to and including `to`; none when it is there already. */
export function stagesBetween(from: Stage, to: Stage): readonly Stage[] {
  return route.slice(route.indexOf(from) + 1, route.indexOf(to) + 1);
}
