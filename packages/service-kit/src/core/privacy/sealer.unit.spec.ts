import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { erased, notPersonal, personal } from '../../definition/personal.ts';
import { createMemoryVault } from '../../memory/memory-vault.ts';
import { findPersonalFields } from './personal-fields.ts';
import { isSealed, type SealedValue } from './sealed-value.ts';
import { openFields, sealFields } from './sealer.ts';

const actor = z.object({ id: z.string(), name: personal(z.string(), { subject: 'id' }) });
const schema = z.object({
  orderId: z.string(),
  customer: actor,
  approvers: z.array(z.object({ by: actor.nullable() })),
  note: personal(z.string(), { subject: 'customer.id' }).nullable(),
});
const { fields } = findPersonalFields(schema);
const place = { stream: 'ev.orders.order.o1', type: 'OrderPlaced' };
const data = {
  orderId: 'o1',
  customer: { id: 'ada', name: 'Ada Marsh' },
  approvers: [{ by: { id: 'emil', name: 'Emil Novak' } }, { by: null }],
  note: 'ring twice',
};

describe('personal fields', () => {
  it('are sealed each for its own subject, and opened again', () => {
    const vault = createMemoryVault();
    const sealed = sealFields(data, fields, place, 'orders', vault);
    expect(JSON.stringify(sealed)).not.toMatch(/Ada Marsh|Emil|ring/);
    const name = (sealed['customer'] as { name: unknown }).name as SealedValue;
    expect(name).toEqual({
      $sealed: 1,
      domain: 'orders',
      subject: 'ada',
      field: 'customer.name',
      box: expect.any(String),
    });
    expect(isSealed(sealed['note'])).toBe(true);
    expect(sealed['note']).toMatchObject({ subject: 'ada', field: 'note' });
    expect((sealed['approvers'] as object[])[1]).toEqual({ by: null });
    expect(openFields(sealed, fields, place, vault)).toEqual(data);
  });

  it('become Erased with their subject, also those that were recorded in the open', async () => {
    const vault = createMemoryVault();
    const sealed = sealFields(data, fields, place, 'orders', vault);
    await vault.erase('ada');
    const gone = { ...data, customer: { id: 'ada', name: erased }, note: erased };
    expect(openFields(sealed, fields, place, vault)).toEqual(gone);
    expect(openFields(data, fields, place, vault)).toEqual(gone);
    // What is recorded of them from now on is not recorded.
    expect(sealFields(data, fields, place, 'orders', vault)).toMatchObject({
      customer: { name: erased },
      note: erased,
    });
  });

  it('may be moved within the event, not to another event', () => {
    const vault = createMemoryVault();
    const sealed = sealFields(data, fields, place, 'orders', vault);
    const moved = findPersonalFields(
      z.object({ by: z.string(), text: personal(z.string(), { subject: 'by' }) }),
    ).fields;
    expect(openFields({ by: 'ada', text: sealed['note']! }, moved, place, vault)).toEqual({
      by: 'ada',
      text: 'ring twice',
    });
    const elsewhere = { ...place, stream: 'ev.orders.order.o2' };
    expect(() => openFields(sealed, fields, elsewhere, vault)).toThrow(/does not fit/);
  });

  it('of nobody are refused, and so is a sealed value in place of a value', () => {
    const vault = createMemoryVault();
    const nobody = { ...data, customer: { id: '', name: 'X' } };
    expect(() => sealFields(nobody, fields, place, 'orders', vault)).toThrow(/customer\.name is personal, but "id"/);
    const sealed = sealFields(data, fields, place, 'orders', vault);
    expect(() => sealFields(sealed, fields, place, 'orders', vault)).toThrow(/must be opened before/);
  });

  it('without a subject that is always there, or where they would not be found, are a problem', () => {
    const lost = z.object({ name: personal(z.string(), { subject: 'owner' }), id: z.string().nullable() });
    expect(findPersonalFields(lost).problems).toEqual([expect.stringContaining('name: its subject "owner"')]);
    expect(
      findPersonalFields(z.object({ id: z.string().nullable(), x: personal(z.string(), { subject: 'id' }) })).problems,
    ).toHaveLength(1);
    expect(findPersonalFields(z.object({ all: z.record(z.string(), actor) })).problems).toEqual([
      expect.stringContaining('all: a personal field inside a record'),
    ]);
  });

  it('that look like one and say nothing are found', () => {
    const silent = z.object({
      email: z.string(),
      lines: z.array(z.object({ name: z.string(), title: z.string() })),
      productName: notPersonal(z.string(), 'of a product'),
      customer: actor,
    });
    expect(findPersonalFields(silent).suspicious).toEqual(['email', 'lines[].name']);
  });
});
