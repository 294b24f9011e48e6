/** What must be true of a log, whatever happened to the processes that wrote it. Everything here reads the log alone. */
import type { Commit } from '@tessera/event-log';
import type { ServiceDefinition } from '@tessera/service-kit';
import { policyEvents, policyStateStream, reactionId } from '@tessera/service-kit/simulation';
import type { OrderDocument } from '../../../orders/src/projections/orders.ts';
import type { ShipmentDocument } from '../../../fulfilment/src/projections/shipments.ts';
import type { StockDocument } from '../../../fulfilment/src/projections/stock.ts';
import type { PlainFold } from './plain-fold.ts';

export interface Appended {
  readonly commit: Commit;
  /** The name of the process. */
  readonly by: string;
  /** Where the log was when that process last read the stream. */
  readonly basis: number;
}

type Say = (what: string) => void;

/** Every reaction has had its effect, or nothing is left for it to do; and what it wanted is there once. */
export function judgeReactions(service: ServiceDefinition, { happenings, states }: PlainFold, say: Say): number {
  const times = new Map<string, number>();
  for (const { commit } of new Map(happenings.map((each) => [each.commit.position, each])).values()) {
    const { commandId } = commit;
    if (commandId !== undefined) times.set(commandId, (times.get(commandId) ?? 0) + 1);
  }
  let expected = 0;
  const nothing = () => ({ get: () => undefined });
  for (const happening of happenings) {
    for (const [name, policy] of Object.entries(service.policies)) {
      if (policy.on !== happening.type) continue;
      const reaction = policy.then(nothing, happening);
      const all = reaction === null || reaction === undefined ? [] : [reaction].flat();
      for (const [index, sent] of all.entries()) {
        expected += 1;
        const found = times.get(reactionId(name, happening.id, index)) ?? 0;
        const what = `${service.name}.${name} about ${happening.id} (${sent.stream}/${sent.id}.${sent.command})`;
        if (found > 1) say(`${what} had its effect ${found} times`);
        if (found > 0) continue;
        const stream = service.streams[sent.stream]!;
        const command = stream.decide[sent.command]!;
        const decision = command.decide(
          states.get(`${sent.stream}.${sent.id}`) ?? stream.initial,
          command.input.parse(sent.input),
          {
            now: () => policy.now?.(happening) ?? happening.time,
            newId: (prefix) => prefix,
            random: () => 0,
            user: null,
          },
        );
        if ('problem' in decision || decision.length > 0) say(`${what} never had its effect`);
      }
    }
  }
  return expected;
}

/** Every timer that was set has fired once, or was cancelled or set anew before. */
export function judgeTimers({ happenings }: PlainFold, say: Say): number {
  const set = new Map<string, string>();
  let fired = 0;
  for (const { type, streamId, data } of happenings) {
    if (type === 'TimerSet') set.set(streamId, data['due'] as string);
    if (type === 'TimerCancelled') set.delete(streamId);
    if (type !== 'TimerFired') continue;
    fired += 1;
    if (set.get(streamId) !== data['due'])
      say(`the timer ${streamId} fired, and was not set for ${String(data['due'])}`);
    set.delete(streamId);
  }
  for (const timer of set.keys()) say(`the timer ${timer} was due, and has not fired`);
  return fired;
}

/** Who owned the reactions when, how far they said they had come, and that nobody acted after losing them. */
export function judgeOwners(service: string, appended: readonly Appended[], say: Say): number {
  let takeovers = 0;
  for (const runner of ['runner', 'effects']) {
    const stream = policyStateStream(service, runner);
    const lost = new Map<string, number>();
    let owner: string | undefined;
    let term = 0;
    let positions: Readonly<Record<string, number>> = {};
    for (const { commit, by, basis } of appended) {
      if (commit.stream !== stream) {
        // Effects note what has been made in any case.
        const reaction = commit.meta.causationId !== undefined && commit.stream.startsWith(`ev.${service}.`);
        if (runner === 'effects' || !reaction || commit.stream.includes('.effect.') || by === owner) continue;
        const until = lost.get(by);
        if (until === undefined) say(`${by} reacted at ${commit.position} and never owned ${stream}`);
        else if (basis >= until) {
          say(`${by} lost ${stream} at ${until}, and decided later what it recorded at ${commit.position}`);
        }
        continue;
      }
      for (const { type, data } of commit.events) {
        if (type === policyEvents.parked) say(`parked at ${commit.position}: ${JSON.stringify(data)}`);
        if (type !== policyEvents.progress) continue;
        const noted = data as unknown as {
          readonly term: number;
          readonly positions: Readonly<Record<string, number>>;
        };
        if (noted.term < term) say(`${stream}: term ${noted.term} after ${term}`);
        for (const [name, position] of Object.entries(positions)) {
          if ((noted.positions[name] ?? 0) < position) say(`${stream}: ${name} went back from ${position}`);
        }
        if (noted.term > term) {
          // It takes a new term itself after a failure.
          if (owner !== undefined && owner !== by) {
            lost.set(owner, commit.position);
            takeovers += 1;
          }
          owner = by;
        }
        ({ term, positions } = noted);
      }
    }
  }
  return takeovers;
}

/** On hand = received − issued, reserved = what open orders hold, nothing ever negative; orders and shipments agree. */
export function judgeStock(orders: PlainFold, fulfilment: PlainFold, say: Say): void {
  const levels = new Map<string, { onHand: number; reserved: number }>();
  for (const { type, data, id } of fulfilment.happenings) {
    const signs = { StockReceived: [1, 0], StockReserved: [0, 1], StockReleased: [0, -1], StockIssued: [-1, -1] }[type];
    if (signs === undefined) continue;
    const { sku, quantity, onHand, reserved } = data as unknown as StockDocument & { readonly quantity: number };
    const before = levels.get(sku) ?? { onHand: 0, reserved: 0 };
    const now = { onHand: before.onHand + signs[0]! * quantity, reserved: before.reserved + signs[1]! * quantity };
    levels.set(sku, now);
    if (onHand !== now.onHand || reserved !== now.reserved || now.reserved < 0 || now.reserved > now.onHand) {
      say(`${type} ${id}: it says ${sku} has ${onHand}, ${reserved} reserved; it is ${now.onHand}, ${now.reserved}`);
    }
  }
  const held = new Map<string, number>();
  const shipments = fulfilment.documents.get('shipments') as ReadonlyMap<string, ShipmentDocument>;
  for (const { status, lines } of shipments.values()) {
    if (status !== 'TO_PICK' && status !== 'PICKED') continue;
    for (const { sku, quantity } of lines) held.set(sku, (held.get(sku) ?? 0) + quantity);
  }
  const stock = fulfilment.documents.get('stock') as ReadonlyMap<string, StockDocument>;
  for (const [sku, { onHand, reserved }] of stock) {
    const summed = levels.get(sku) ?? { onHand: 0, reserved: 0 };
    if (onHand !== summed.onHand || reserved !== summed.reserved || reserved !== (held.get(sku) ?? 0)) {
      say(
        `${sku} shows ${onHand}, ${reserved} reserved; moved ${JSON.stringify(summed)}, open orders hold ${held.get(sku) ?? 0}`,
      );
    }
  }
  const told = {
    TO_PICK: 'CONFIRMED',
    PICKED: 'PICKED',
    DISPATCHED: 'DISPATCHED',
    DELIVERED: 'COMPLETED',
    CANCELLED: 'CANCELLED',
  };
  for (const order of (orders.documents.get('orders') as ReadonlyMap<string, OrderDocument>).values()) {
    const shipment = shipments.get(order.id);
    const wanted: string[] = shipment === undefined ? ['REFUSED', 'CANCELLED'] : [told[shipment.status]];
    if (!wanted.includes(order.status)) {
      say(`order ${order.id} is ${order.status}, its shipment ${shipment?.status ?? 'does not exist'}`);
    }
  }
}

/** Each occasion was made at least once, under one key; nothing else was. Noted once. */
export function judgeEffects(orders: PlainFold, delivered: ReadonlyMap<string, number>, epoch: string, say: Say): void {
  const notes = orders.happenings.filter(({ type }) => type === 'EffectDone').map(({ data }) => data['event']);
  const left = new Set(delivered.keys());
  for (const { type, id } of orders.happenings) {
    if (type !== 'OrderConfirmed') continue;
    const key = `orders.sendConfirmation.${epoch}.${id}`;
    if (!left.delete(key)) say(`no mail was sent about ${id}`);
    const noted = notes.filter((event) => event === id).length;
    if (noted !== 1) say(`the mail about ${id} was noted ${noted} times`);
  }
  for (const key of left) say(`a mail was sent under ${key}, and there was no occasion`);
}
