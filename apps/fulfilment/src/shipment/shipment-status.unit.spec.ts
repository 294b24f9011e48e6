import { expect, it } from 'vitest';
import { columnOf, columns } from './shipment-status.ts';

it('every column but the last has one step onward, in the order goods move', () => {
  expect(columns.map(({ status, step }) => [status, step?.name])).toEqual([
    ['TO_PICK', 'pick'],
    ['PICKED', 'dispatch'],
    ['DISPATCHED', 'deliver'],
    ['DELIVERED', undefined],
  ]);
});

it('a cancelled shipment stands in no column', () => {
  expect(columnOf('CANCELLED')).toBeUndefined();
});
