/** The insights service as a process of its own. */
import { runService } from '@tessera/service-kit/node';
import { insights } from './service.ts';

await runService(insights);
