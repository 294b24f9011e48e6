/** The orders service as a process of its own. */
import { runService } from '@tessera/service-kit/node';
import { orders } from './service.ts';

await runService(orders);
