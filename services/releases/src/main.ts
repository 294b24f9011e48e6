/** The releases service as a process of its own. */
import { runService } from '@tessera/service-kit/node';
import { releases } from './service.ts';

await runService(releases);
