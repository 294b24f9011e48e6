import type { KeyVault } from '../core/privacy/key-vault.ts';

/** No secrets at all: a simulated log must be the same each time, and readable to whoever judges it. */
export const openVault: KeyVault = {
  id: 'open',
  isAtHand: () => true,
  async fetch() {},
  seal: (_owner, text) => encodeURIComponent(text),
  open: (_owner, box) => decodeURIComponent(box),
  isErased: () => false,
  async erase() {
    throw new Error('Nobody is erased in a simulation.');
  },
  carriedOut: () => 0,
  noteCarriedOut() {},
  close() {},
};
