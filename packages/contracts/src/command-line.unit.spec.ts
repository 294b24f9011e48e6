import { expect, it } from 'vitest';
import { commandIn } from './command-line.ts';

it('names every environment but production, which the bare command means', () => {
  expect(commandIn('production', 'rollback orders')).toBe('tessera rollback orders');
  expect(commandIn('staging', 'rollback orders')).toBe('tessera rollback orders --environment staging');
});
