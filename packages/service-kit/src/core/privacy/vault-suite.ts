/** What every key vault promises; run on each engine. */
import { expect, it } from 'vitest';
import { SealBroken, type KeyOwner, type KeyVault } from './key-vault.ts';

const ada = { domain: 'orders', subject: 'ada' };

/** As hosts do: what it takes is fetched, and used in the same turn. */
export async function seal(vault: KeyVault, owner: KeyOwner, text: string, context = 'here') {
  while (!vault.isAtHand([owner])) await vault.fetch([owner]);
  return vault.seal(owner, text, context);
}

export async function open(vault: KeyVault, owner: KeyOwner, box: string, context = 'here') {
  const needs = [{ ...owner, box }];
  while (!vault.isAtHand(needs)) await vault.fetch(needs);
  return vault.open(owner, box, context);
}

export function vaultSuite(openVault: () => KeyVault | Promise<KeyVault>): void {
  it('opens what it has sealed, and nothing of it shows in the box', async () => {
    const vault = await openVault();
    for (const text of ['"Ada Marsh"', '""', '"Größe ✓ 💧"', JSON.stringify({ street: 'x'.repeat(5_000) })]) {
      const box = (await seal(vault, ada, text))!;
      expect(box).not.toContain(text);
      expect(await open(vault, ada, box)).toBe(text);
    }
    vault.close();
  });

  it('seals the same text differently each time', async () => {
    const vault = await openVault();
    const boxes = new Set<string | undefined>();
    for (let i = 0; i < 50; i++) boxes.add(await seal(vault, ada, '"Ada"'));
    expect(boxes.size).toBe(50);
    vault.close();
  });

  it('refuses what was moved to another place, another person or another service', async () => {
    const vault = await openVault();
    const box = (await seal(vault, ada, '"Ada"'))!;
    const emil = { domain: 'orders', subject: 'emil' };
    const elsewhere = { domain: 'catalog', subject: 'ada' };
    for (const other of [emil, elsewhere]) await seal(vault, other, '"x"');
    await expect(open(vault, ada, box, 'there')).rejects.toThrow(SealBroken);
    await expect(open(vault, emil, box)).rejects.toThrow(SealBroken);
    await expect(open(vault, elsewhere, box)).rejects.toThrow(SealBroken);
    await expect(open(vault, ada, `${box.slice(0, -2)}AA`)).rejects.toThrow(SealBroken);
    vault.close();
  });

  it('has forgotten an erased person in every service, for ever, and nobody else', async () => {
    const vault = await openVault();
    const elsewhere = { domain: 'catalog', subject: 'ada' };
    const emil = { domain: 'orders', subject: 'emil' };
    const boxes: (readonly [KeyOwner, string])[] = [];
    for (const owner of [ada, elsewhere, emil]) boxes.push([owner, (await seal(vault, owner, '"x"'))!]);
    expect(vault.isErased('ada')).toBe(false);
    await vault.erase('ada');
    await vault.erase('ada');
    const opened = [];
    for (const [owner, box] of boxes) opened.push(await open(vault, owner, box));
    expect(opened).toEqual([undefined, undefined, '"x"']);
    expect(await seal(vault, ada, '"again"')).toBeUndefined();
    expect(await seal(vault, { domain: 'new', subject: 'ada' }, '"again"')).toBeUndefined();
    expect([vault.isErased('ada'), vault.isErased('emil')]).toEqual([true, false]);
    vault.close();
  });

  it('takes somebody for erased whom it has never known', async () => {
    const vault = await openVault();
    await vault.erase('nobody');
    expect(await seal(vault, { domain: 'orders', subject: 'nobody' }, '"x"')).toBeUndefined();
    expect(await open(vault, { domain: 'orders', subject: 'stranger' }, 'AAAA')).toBeUndefined();
    vault.close();
  });

  it('knows how far each log has been carried out, and never goes back', async () => {
    const vault = await openVault();
    expect(vault.carriedOut('e1')).toBe(0);
    vault.noteCarriedOut('e1', 7);
    vault.noteCarriedOut('e1', 5);
    expect([vault.carriedOut('e1'), vault.carriedOut('e2')]).toEqual([7, 0]);
    vault.close();
  });
}
