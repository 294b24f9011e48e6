/** The fulfilment service as a process of its own. */
import { runService } from '@tessera/service-kit/node';
import { fulfilment } from './service.ts';

await runService(fulfilment);
