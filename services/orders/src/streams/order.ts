/** One order, from the moment it is placed. */
import { initial, type OrderState } from './order-state.ts';
import { place } from './place.ts';
import {
  cancel,
  cancellationRefused,
  cancelled,
  complete,
  confirm,
  lapse,
  markDispatched,
  markPicked,
  refuse,
} from './progress.ts';
import { stream } from '../vocabulary.ts';

export const order = stream<OrderState>({
  initial,
  evolve: {
    OrderPlaced: (state, { data: { orderId, number, customer } }) => ({
      ...state,
      id: orderId,
      number,
      customerId: customer.id,
      stage: 'PLACED',
    }),
    OrderConfirmed: (state) => ({ ...state, stage: 'CONFIRMED' }),
    OrderPicked: (state) => ({ ...state, stage: 'PICKED' }),
    OrderDispatched: (state) => ({ ...state, stage: 'DISPATCHED' }),
    OrderCompleted: (state) => ({ ...state, stage: 'COMPLETED' }),
    OrderRefused: (state) => ({ ...state, outcome: 'REFUSED', cancelling: false }),
    OrderCancellationRequested: (state) => ({ ...state, cancelling: true }),
    OrderCancelled: (state) => ({ ...state, outcome: 'CANCELLED', cancelling: false }),
    OrderCancellationRefused: (state) => ({ ...state, cancelling: false }),
  },
  decide: {
    place,
    cancel,
    confirm,
    refuse,
    markPicked,
    markDispatched,
    complete,
    cancelled,
    lapse,
    cancellationRefused,
  },
});
