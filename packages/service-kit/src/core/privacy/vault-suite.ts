/** What every key vault promises; run on each engine. */
import { expect, it } from 'vitest';
import { SealBroken, type KeyVault } from './key-vault.ts';

const ada = { domain: 'orders', subject: 'ada' };

export function vaultSuite(open: () => KeyVault): void {
  it('opens what it has sealed, and nothing of it shows in the box', () => {
    const vault = open();
    for (const text of ['"Ada Marsh"', '""', '"Größe ✓ 💧"', JSON.stringify({ street: 'x'.repeat(5_000) })]) {
      const box = vault.seal(ada, text, 'here')!;
      expect(box).not.toContain(text);
      expect(vault.open(ada, box, 'here')).toBe(text);
    }
    vault.close();
  });

  it('seals the same text differently each time', () => {
    const vault = open();
    const boxes = Array.from({ length: 50 }, () => vault.seal(ada, '"Ada"', 'here'));
    expect(new Set(boxes).size).toBe(50);
    vault.close();
  });

  it('refuses what was moved to another place, another person or another service', () => {
    const vault = open();
    const box = vault.seal(ada, '"Ada"', 'here')!;
    const emil = { domain: 'orders', subject: 'emil' };
    const elsewhere = { domain: 'catalog', subject: 'ada' };
    for (const other of [emil, elsewhere]) vault.seal(other, '"x"', 'here');
    expect(() => vault.open(ada, box, 'there')).toThrow(SealBroken);
    expect(() => vault.open(emil, box, 'here')).toThrow(SealBroken);
    expect(() => vault.open(elsewhere, box, 'here')).toThrow(SealBroken);
    expect(() => vault.open(ada, `${box.slice(0, -2)}AA`, 'here')).toThrow(SealBroken);
    vault.close();
  });

  it('has forgotten an erased person in every service, for ever, and nobody else', async () => {
    const vault = open();
    const elsewhere = { domain: 'catalog', subject: 'ada' };
    const emil = { domain: 'orders', subject: 'emil' };
    const boxes = [ada, elsewhere, emil].map((owner) => [owner, vault.seal(owner, '"x"', 'here')!] as const);
    expect(vault.isErased('ada')).toBe(false);
    await vault.erase('ada');
    await vault.erase('ada');
    expect(boxes.map(([owner, box]) => vault.open(owner, box, 'here'))).toEqual([undefined, undefined, '"x"']);
    expect(vault.seal(ada, '"again"', 'here')).toBeUndefined();
    expect(vault.seal({ domain: 'new', subject: 'ada' }, '"again"', 'here')).toBeUndefined();
    expect([vault.isErased('ada'), vault.isErased('emil')]).toEqual([true, false]);
    vault.close();
  });

  it('takes somebody for erased whom it has never known', async () => {
    const vault = open();
    await vault.erase('nobody');
    expect(vault.seal({ domain: 'orders', subject: 'nobody' }, '"x"', 'here')).toBeUndefined();
    expect(vault.open({ domain: 'orders', subject: 'stranger' }, 'AAAA', 'here')).toBeUndefined();
    vault.close();
  });

  it('knows how far each log has been carried out, and never goes back', () => {
    const vault = open();
    expect(vault.carriedOut('e1')).toBe(0);
    vault.noteCarriedOut('e1', 7);
    vault.noteCarriedOut('e1', 5);
    expect([vault.carriedOut('e1'), vault.carriedOut('e2')]).toEqual([7, 0]);
    vault.close();
  });
}
