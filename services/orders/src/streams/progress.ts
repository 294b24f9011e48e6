/**
 * How an order follows its goods. The commands come from policies, each of which reads the log at its own pace, so a
 * later step may be told before an earlier one: a step then records those it implies, and what arrives late is no news.
 */
import { command, reject } from '@tessera/service-kit';
import { z } from 'zod';
import { actor, stage, type Actor, type Stage } from '../events.ts';
import { stagesBetween, type OrderState } from './order-state.ts';
import { emit } from '../vocabulary.ts';

/** What is known about a step; carrier and tracking code from the dispatch on. */
interface Step {
  readonly by: Actor | null;
  readonly carrier: string | null;
  readonly trackingCode: string | null;
}

const by = actor.nullable();
const shipped = { carrier: z.string().nullable(), trackingCode: z.string().nullable() };
const nothing: Step = { by: null, carrier: null, trackingCode: null };

export const confirm = command(z.object({}), (state: OrderState) => advance(state, 'CONFIRMED', nothing));

export const refuse = command(z.object({ reason: z.string() }), (state: OrderState, { reason }) =>
  isOpen(state) ? [emit('OrderRefused', { orderId: state.id, reason })] : [],
);

export const markPicked = command(z.object({ by }), (state: OrderState, input) =>
  advance(state, 'PICKED', { ...nothing, by: input.by }),
);

export const markDispatched = command(z.object({ by, ...shipped }), (state: OrderState, input) =>
  advance(state, 'DISPATCHED', input),
);

export const complete = command(z.object({ by, ...shipped }), (state: OrderState, input) =>
  advance(state, 'COMPLETED', input),
);

/** Fulfilment could still stop it. */
export const cancelled = command(z.object({}), (state: OrderState) =>
  isOpen(state) ? [emit('OrderCancelled', { orderId: state.id })] : [],
);

/** Its goods are not held any longer. That may come before or after the news that the shipment is cancelled. */
export const lapse = command(z.object({ reason: z.string() }), (state: OrderState, { reason }) => {
  if (state.stage === 'NONE') return [];
  const lapsed = emit('OrderLapsed', { orderId: state.id, reason });
  return isOpen(state) ? [lapsed, emit('OrderCancelled', { orderId: state.id })] : [lapsed];
});

/** Fulfilment could not: the goods had reached `stage` by then. */
export const cancellationRefused = command(
  z.object({ reason: z.string(), stage, ...shipped }),
  (state: OrderState, { reason, stage: reached, ...shipment }) => {
    if (!isOpen(state) || !state.cancelling) return [];
    const steps = advance(state, reached, { by: null, ...shipment });
    const now = steps.length > 0 || state.stage === 'NONE' ? reached : state.stage;
    return [...steps, emit('OrderCancellationRefused', { orderId: state.id, reason, stage: now })];
  },
);

function isOpen(state: OrderState): boolean {
  return state.stage !== 'NONE' && state.outcome === 'OPEN';
}

function advance(state: OrderState, to: Stage, step: Step) {
  if (state.stage === 'NONE' || !isOpen(state)) return [];
  return stagesBetween(state.stage, to).map((each) => stepEvent(state.id, each, each === to ? step : nothing, step));
}

function stepEvent(orderId: string, to: Stage, { by }: Step, { carrier, trackingCode }: Step) {
  switch (to) {
    case 'PICKED':
      return emit('OrderPicked', { orderId, by });
    case 'DISPATCHED':
      return emit('OrderDispatched', { orderId, carrier, trackingCode, by });
    case 'COMPLETED':
      return emit('OrderCompleted', { orderId, by });
    default:
      return emit('OrderConfirmed', { orderId });
  }
}

/** Asking for the cancellation: by the customer whose order it is, or by staff. */
export const cancel = command(z.object({}), (state: OrderState, _input, ctx) => {
  const { user } = ctx;
  if (user === null)
    return reject('SIGN_IN_REQUIRED', 'Only somebody who is signed in can cancel an order. Sign in first.');
  const allowed = user.id === state.customerId || user.roles.includes('staff');
  if (state.stage === 'NONE' || !allowed)
    return reject('UNKNOWN_ORDER', 'You have no such order. Look it up in your list.', 'id');
  if (state.outcome === 'CANCELLED') {
    return reject('NOT_CANCELLABLE', `Order ${state.number} has been cancelled already.`);
  }
  if (state.outcome === 'REFUSED') {
    return reject(
      'NOT_CANCELLABLE',
      `Order ${state.number} was refused for lack of stock; there is nothing to cancel.`,
    );
  }
  if (state.stage === 'DISPATCHED' || state.stage === 'COMPLETED') {
    const where = state.stage === 'DISPATCHED' ? 'has left the warehouse' : 'has been delivered';
    return reject(
      'TOO_LATE',
      `Order ${state.number} ${where} and can no longer be cancelled. Arrange a return instead.`,
    );
  }
  if (state.cancelling) return [];
  return [emit('OrderCancellationRequested', { orderId: state.id, by: { id: user.id, name: user.name } })];
});
