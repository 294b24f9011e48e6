import { describe, expect, it } from 'vitest';
import { later, send } from '../index.ts';
import { parkingLot } from '../sample/parking-lot.ts';
import { firing, reacting } from './index.ts';

const time = '2026-01-01T00:00:00.000Z';
const parked = { type: 'Parked', id: 'A', time, data: { plate: 'A', minutes: 30 } };

describe('what an event leads to', () => {
  it('timers that are set and cancelled', () => {
    const at = later(time, { minutes: 30 });
    reacting(parkingLot, parked).sends().schedules('paid', 'A', at, { why: 'first' }).requestsNothing();
    reacting(parkingLot, { type: 'Left', id: 'A', data: { plate: 'A' } }).unschedules('paid', 'A');
    expect(() => reacting(parkingLot, parked).schedules('paid', 'A', time, { why: 'first' })).toThrow(/to schedule/);
    expect(() => reacting(parkingLot, parked).unschedules('paid', 'A')).toThrow(/to unschedule/);
  });

  it('commands, when a timer is due', () => {
    const fired = firing(parkingLot, 'paid', { key: 'A', data: { why: 'first' } });
    fired.sends(send('car', 'A', 'expire', { plate: 'A', why: 'first' }));
    expect(() => fired.sends()).toThrow(/also sends/);
    expect(() => fired.sends(send('car', 'B', 'expire', {}))).toThrow(/Expected it to send/);
    expect(() => firing(parkingLot, 'lost')).toThrow('has no timer "lost"; it has: paid');
  });

  it('requests of a port', () => {
    const overdue = { type: 'Overdue', id: 'A', data: { plate: 'A', since: 'noon', why: '' } };
    const reaction = reacting(parkingLot, overdue).requests('post', { to: 'A', text: 'Since noon' });
    expect(() => reaction.requestsNothing()).toThrow(/Expected no request/);
    expect(() => reaction.requests('fax', {})).toThrow(/to request/);
  });
});
