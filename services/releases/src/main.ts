/** The releases service as a process of its own, which signs each composition it records. */
import { runService } from '@tessera/service-kit/node';
import { signingOf } from '../signing/signing-of.ts';
import { releases } from './service.ts';

await runService(releases, { beside: signingOf });
