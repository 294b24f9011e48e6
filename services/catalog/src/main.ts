/** The catalog service as a process of its own. */
import { runService } from '@tessera/service-kit/node';
import { catalog } from './service.ts';

await runService(catalog);
