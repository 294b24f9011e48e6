import { describe } from 'vitest';
import { vaultSuite } from '../core/privacy/vault-suite.ts';
import { createMemoryVault } from './memory-vault.ts';

describe('the memory vault', () => vaultSuite(createMemoryVault));
