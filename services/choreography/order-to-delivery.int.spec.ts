/** Whole services on one log, without I/O: from the button's mutation to what every list shows in the end. */
import { createInMemoryHost, type User } from '@tessera/service-kit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { seedMutations as catalogSeed } from '../catalog/scenarios/seed.ts';
import { catalog } from '../catalog/src/service.ts';
import { seedMutations as fulfilmentSeed } from '../fulfilment/scenarios/seed.ts';
import { fulfilment } from '../fulfilment/src/service.ts';
import { seedMutations as ordersSeed } from '../orders/scenarios/seed.ts';
import { orders } from '../orders/src/service.ts';
